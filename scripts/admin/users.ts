import { type AdminUserDetail, roleSchema } from '#shared/admin.ts';
import { register } from '#shared/endpoints/account.ts';
import * as contract from '#shared/endpoints/adminUsers.ts';
import { localeSchema } from '#shared/entities.ts';
import { normaliseEmail } from '../../server/accounts/index.ts';
import {
  assignPlan,
  createAccount,
  deleteUser,
  endUserSessions,
  endUserTwoFactor,
  findUserByEmail,
  listUsers,
  makeResetLink,
  readUserDetail,
  restoreUser,
  setUserRole,
  suspendUser,
} from '../../server/admin/index.ts';
import {
  type Command,
  type Given,
  type OpenedAdmin,
  type Output,
  positional,
  textOption,
  textOptions,
} from './command.ts';
import { bytes, moment, renderList, renderTable } from './table.ts';

/** Does something with the account that the first word names by its e-mail address or its id. */
function withAccount(
  work: (admin: OpenedAdmin, id: string, given: Given) => Promise<Output>,
): Command['run'] {
  return async (given) => {
    const admin = await given.open();
    const named = positional(given, 0);
    const isId = /^[0-9a-f-]{36}$/i.test(named);
    const id = isId ? named.toLowerCase() : await findUserByEmail(admin.database, normaliseEmail(named));
    return work(admin, id, given);
  };
}

/** An act that gives the account as it then is. */
function act(
  work: (admin: OpenedAdmin, actor: Given['actor'], id: string, given: Given) => Promise<AdminUserDetail>,
): Command['run'] {
  return withAccount(async (admin, id, given) => describe(await work(admin, given.actor, id, given)));
}

function describe(user: AdminUserDetail): Output {
  return {
    json: user,
    text: renderList([
      ['id', user.id],
      ['e-mail', user.email],
      ['name', user.name],
      ['role', user.role],
      ['plan', user.plan.code],
      ['created', moment(user.createdAt)],
      ['last used', moment(user.lastUsedAt)],
      ['suspended', moment(user.suspendedAt)],
      ['gone on', moment(user.deletesAt)],
      ['two-step', user.twoFactor ? 'on' : 'off'],
      ['devices', user.devices],
      ['conversations', user.conversations],
      ['messages', user.messages],
      ['documents', user.documents],
      ['storage', bytes(user.storageBytes)],
      ['messages this month', user.messagesThisMonth],
      ['tokens this month', user.tokensThisMonth],
    ]),
  };
}

async function list(given: Given): Promise<Output> {
  const { users, nextCursor } = await listUsers(
    (await given.open()).database,
    contract.listUsers.query.parse(textOptions(given)),
  );
  const rows = users.map((user) => [
    user.email,
    user.name,
    user.role,
    user.plan.code,
    moment(user.lastUsedAt),
    stateOf(user),
  ]);
  const more = nextCursor === undefined ? [] : [`--cursor ${nextCursor}`];
  return {
    json: { users, nextCursor },
    text: [renderTable([['e-mail', 'name', 'role', 'plan', 'last used', ''], ...rows]), ...more].join('\n'),
  };
}

function stateOf({
  suspendedAt,
  deletesAt,
}: {
  suspendedAt: string | null;
  deletesAt: string | null;
}): string {
  if (deletesAt !== null) return `gone on ${deletesAt.slice(0, 10)}`;
  return suspendedAt === null ? '' : 'suspended';
}

async function create(given: Given): Promise<Output> {
  const admin = await given.open();
  const { email, name } = register.body.pick({ email: true, name: true }).parse({
    email: positional(given, 0),
    name: textOption(given, 'name'),
  });
  const wanted = {
    email: normaliseEmail(email),
    name: name ?? null,
    role: roleSchema.default('user').parse(textOption(given, 'role')),
    locale: localeSchema.default(given.locale).parse(textOption(given, 'language')),
    origin: admin.origin,
  };
  const { id, role, url, expiresAt } = await createAccount(admin, given.actor, wanted);
  return { json: { id, role, url, expiresAt }, text: linkText(given, { url, expiresAt }) };
}

function linkText({ locale }: Given, { url, expiresAt }: { url: string; expiresAt: string }): string {
  const until = expiresAt.slice(11, 16);
  return locale === 'es'
    ? `Dale este enlace: con él elige su contraseña, una sola vez y hasta las ${until} (UTC).\n${url}`
    : `Hand this link over: it lets its person choose a password, once, until ${until} (UTC).\n${url}`;
}

export const users: Record<string, Command> = {
  list: {
    summary: { es: 'Las cuentas, las más nuevas primero', en: 'The accounts, the newest first' },
    options: {
      search: { type: 'string', value: 'TEXT' },
      role: { type: 'string', value: 'user|admin' },
      state: { type: 'string', value: 'active|suspended|leaving' },
      plan: { type: 'string', value: 'CODE' },
      limit: { type: 'string', value: 'N' },
      cursor: { type: 'string', value: 'CURSOR' },
    },
    run: list,
  },
  show: {
    summary: { es: 'Una cuenta, en cifras', en: 'One account, in numbers' },
    positionals: ['EMAIL'],
    run: withAccount(async ({ database }, id) => describe(await readUserDetail(database, id))),
  },
  create: {
    summary: {
      es: 'Crea una cuenta y da el enlace para elegir su contraseña; la primera es de admin',
      en: 'Create an account and give the link to choose its password; the first is an admin’s',
    },
    positionals: ['EMAIL'],
    options: {
      name: { type: 'string', value: 'NAME' },
      role: { type: 'string', value: 'user|admin' },
      language: { type: 'string', value: 'es|en' },
    },
    run: create,
  },
  suspend: {
    summary: {
      es: 'Deja a alguien fuera al momento, sin borrar nada',
      en: 'Keep somebody out at once; nothing is deleted',
    },
    positionals: ['EMAIL'],
    run: act(suspendUser),
  },
  restore: {
    summary: { es: 'Retira una suspensión o una eliminación', en: 'Take a suspension or a deletion back' },
    positionals: ['EMAIL'],
    run: act((admin, actor, id) => restoreUser(admin, actor, id, 'both')),
  },
  role: {
    summary: {
      es: 'Nombra a alguien admin, o deja de serlo',
      en: 'Make somebody an admin, or no admin any more',
    },
    positionals: ['EMAIL', 'user|admin'],
    run: act((admin, actor, id, given) =>
      setUserRole(admin, actor, id, roleSchema.parse(positional(given, 1))),
    ),
  },
  plan: {
    summary: { es: 'Da un plan a mano', en: 'Give a plan by hand' },
    positionals: ['EMAIL', 'PLAN'],
    run: act((admin, actor, id, given) => assignPlan(admin, actor, id, positional(given, 1))),
  },
  'reset-link': {
    summary: { es: 'Un enlace para elegir otra contraseña', en: 'A link to choose another password' },
    positionals: ['EMAIL'],
    run: withAccount(async (admin, id, given) => {
      const { email } = await readUserDetail(admin.database, id);
      const link = await makeResetLink(admin, given.actor, { email, origin: admin.origin });
      return { json: link, text: linkText(given, link) };
    }),
  },
  'end-sessions': {
    summary: { es: 'Cierra todas sus sesiones', en: 'Sign somebody out everywhere' },
    positionals: ['EMAIL'],
    run: withAccount(async (admin, id, { actor }) => {
      await endUserSessions(admin, actor, id);
      return describe(await readUserDetail(admin.database, id));
    }),
  },
  'end-two-factor': {
    summary: {
      es: 'Quita la verificación en dos pasos a quien perdió su autenticador, y cierra todas sus sesiones',
      en: 'End two-step verification of who lost their authenticator, and sign them out everywhere',
    },
    positionals: ['EMAIL'],
    run: act(endUserTwoFactor),
  },
  delete: {
    summary: {
      es: 'Deja a alguien fuera y borra su cuenta en 14 días; restore lo retira',
      en: 'Keep somebody out and delete the account in 14 days; restore takes it back',
    },
    positionals: ['EMAIL'],
    run: act(deleteUser),
  },
};
