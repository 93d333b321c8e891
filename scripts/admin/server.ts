import type { AuditEntry } from '#shared/admin.ts';
import { updateRegistration } from '#shared/endpoints/admin.ts';
import * as contract from '#shared/endpoints/adminServer.ts';
import {
  decideRegistration,
  listAuditLog,
  listJobs,
  readHealth,
  readRegistration,
  readSettings,
  retryJobs,
  updateSettings,
} from '../../server/admin/index.ts';
import { type Command, type Given, type Output, textOption, textOptions } from './command.ts';
import { bytes, moment, renderList, renderTable } from './table.ts';

const YES = { true: 'ok', false: 'NOT WELL' } as const;
const well = (isWell: boolean) => YES[`${isWell}`];

/** Who may create an account; with a word, decides it. */
export const registration: Command = {
  summary: {
    es: 'Quién puede crear una cuenta; con open, invitation o closed se decide',
    en: 'Who may create an account; open, invitation or closed decides it',
  },
  async run(given) {
    const admin = await given.open();
    const [wanted] = given.positionals;
    if (wanted !== undefined) {
      const { mode } = updateRegistration.body.parse({ mode: wanted });
      await decideRegistration(admin, given.actor, mode);
    }
    const now = await readRegistration(admin);
    return { json: now, text: now.mode + (now.isFixed ? ' (REGISTRATION)' : '') };
  },
};

export const settings: Command = {
  summary: {
    es: 'El plan inicial y los modelos permitidos; con opciones se deciden',
    en: 'The default plan and the allowed models; options decide them',
  },
  options: {
    'default-plan': { type: 'string', value: 'CODE' },
    'allowed-models': { type: 'string', value: 'A,B|all' },
  },
  async run(given) {
    const admin = await given.open();
    const defaultPlan = textOption(given, 'default-plan');
    const models = textOption(given, 'allowed-models');
    const change = contract.updateAdminSettings.body.parse({
      ...(defaultPlan !== undefined && { defaultPlan }),
      ...(models !== undefined && { allowedModels: models === 'all' ? null : models.split(',') }),
    });
    if (Object.keys(change).length > 0) await updateSettings(admin, given.actor, change);
    const now = await readSettings(admin);
    const allowed = now.allowedModels?.join(', ') ?? 'all';
    return {
      json: now,
      text: renderList([
        ['default plan', now.defaultPlan],
        ['allowed models', allowed],
        ['two-step for admins', now.adminsNeedTwoFactor ? 'needed' : 'not needed'],
        ['mail', now.sendsMail ? 'sent' : 'not sent'],
      ]),
    };
  },
};

export const jobs: Record<string, Command> = {
  list: {
    summary: { es: 'El trabajo en segundo plano', en: 'Work in the background' },
    options: {
      state: { type: 'string', value: 'waiting|active|failed' },
      limit: { type: 'string', value: 'N' },
    },
    async run(given) {
      const query = contract.listJobs.query.parse({ state: 'failed', ...textOptions(given) });
      const found = await listJobs((await given.open()).database, query);
      const rows = found.map((job) => [
        job.id,
        job.kind,
        job.state,
        job.user?.email ?? null,
        job.reason,
        moment(job.createdAt),
      ]);
      return {
        json: { jobs: found },
        text: renderTable([['id', 'kind', 'state', 'e-mail', 'reason', 'created'], ...rows]),
      };
    },
  },
  retry: {
    summary: {
      es: 'Reintenta lo que falló y puede salir bien',
      en: 'Try again what failed and may go well',
    },
    async run(given) {
      const retried = await retryJobs(await given.open(), given.actor, undefined);
      return { json: { retried }, text: String(retried) };
    },
  },
};

export const health: Command = {
  summary: { es: 'Cómo están las partes del servidor', en: 'How the parts of the server are' },
  async run({ open, reach }) {
    const [now, { serverUrl }] = [await readHealth(await open()), await reach()];
    const { database, provider, mail, disk, queue, versions } = now;
    return {
      json: { ...now, serverUrl: serverUrl ?? null },
      text: renderList([
        ['server', serverUrl ?? 'not running on this folder'],
        [
          'database',
          `${well(database.isWell)}: ${database.kind} ${database.version}, ${bytes(database.sizeBytes)}, ${database.answerMs} ms`,
        ],
        ['migrations', `${database.migrations}, ${database.latestMigration}`],
        [
          'model',
          `${well(provider.isWell)}: ${provider.model}${provider.problem === null ? '' : ` (${provider.problem})`}`,
        ],
        ['mail', mail.from ?? 'not sent'],
        ['disk', `${well(disk.isWell)}: ${bytes(disk.freeBytes)} free`],
        [
          'queue',
          `${well(queue.isWell)}: ${queue.waiting} waiting, ${queue.active} active, ${queue.failed} failed`,
        ],
        ['versions', `Kipux ${versions.kipux}, Node ${versions.node}`],
      ]),
    };
  },
};

export const audit: Command = {
  summary: { es: 'Quién hizo qué a quién, y cuándo', en: 'Who did what to whom, and when' },
  options: {
    actor: { type: 'string', value: 'EMAIL' },
    target: { type: 'string', value: 'EMAIL|CODE' },
    act: { type: 'string', value: 'ACT' },
    limit: { type: 'string', value: 'N' },
    cursor: { type: 'string', value: 'CURSOR' },
  },
  async run(given: Given): Promise<Output> {
    const query = contract.listAuditLog.query.parse(textOptions(given));
    const page = await listAuditLog((await given.open()).database, query);
    const rows = page.entries.map((entry) => [
      moment(entry.at),
      entry.actor.name,
      entry.act,
      entry.target?.name ?? null,
      changesText(entry),
      entry.address,
    ]);
    const more = page.nextCursor === undefined ? [] : [`--cursor ${page.nextCursor}`];
    return {
      json: page,
      text: [renderTable([['when', 'who', 'what', 'whom', 'changes', 'from'], ...rows]), ...more].join('\n'),
    };
  },
};

function changesText({ changes }: AuditEntry): string {
  return changes.map(({ field, before, after }) => `${field}: ${before ?? '–'} → ${after ?? '–'}`).join(', ');
}
