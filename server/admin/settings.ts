import { readAllowedModels, writeAllowedModels } from '#platform/ai/allowedModels.ts';
import type { Transaction } from '#platform/database/database.ts';
import type { AdminSettings } from '#shared/admin.ts';
import { defaultPlanCode } from '../plans/index.ts';
import type { AdminParts } from './adminParts.ts';
import { type Actor, asAdmin, changesOf } from './auditLog.ts';
import { setDefaultPlan } from './plans.ts';

type Parts = Pick<AdminParts, 'database' | 'config' | 'provider'>;

/** What is decided for the whole server, beside who may register. */
export async function readSettings({ database, config, provider }: Parts): Promise<AdminSettings> {
  const decided = await database.asSystem('what is decided for the whole server', readDecided);
  const models = await provider.listModels();
  return {
    ...decided,
    models: models.map(({ id, isDefault }) => ({ id, isDefault })),
    adminsNeedTwoFactor: config.adminsNeedTwoFactor,
    sendsMail: config.mail !== undefined,
  };
}

async function readDecided(tx: Transaction): Promise<Pick<AdminSettings, 'defaultPlan' | 'allowedModels'>> {
  return { defaultPlan: await defaultPlanCode(tx), allowedModels: await readAllowedModels(tx) };
}

export type SettingsChange = {
  defaultPlan?: string | undefined;
  allowedModels?: string[] | null | undefined;
};

/** Each field stands for itself. Throws `not_found` for an unknown plan. */
export async function updateSettings(
  parts: Parts,
  actor: Actor,
  { defaultPlan, allowedModels }: SettingsChange,
): Promise<AdminSettings> {
  await asAdmin(parts.database, actor, async (tx, record) => {
    const before = await readDecided(tx);
    if (defaultPlan !== undefined) await setDefaultPlan(tx, defaultPlan);
    if (allowedModels !== undefined) await writeAllowedModels(tx, allowedModels);
    const changes = changesOf(before, await readDecided(tx));
    if (changes.length === 0) return;
    await record({ act: 'settings_changed', target: THE_SERVER, changes });
  });
  return readSettings(parts);
}

const THE_SERVER = { type: 'server', id: null, name: null } as const;
