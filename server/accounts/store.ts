import { v7 as uuidv7 } from 'uuid';
import type { Database, SeqNumbers, Transaction } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { AppError } from '#platform/errors.ts';
import { Prisma, type Role } from '#prisma/client.ts';
import type { Locale, Settings, User } from '#shared/entities.ts';
import { localeSchema, settingsSchema } from '#shared/entities.ts';
import { defaultPlanCode } from '../plans/index.ts';

/** The columns that kipux_app may read: everything but the password's hash. */
const PUBLIC_COLUMNS = {
  id: true,
  email: true,
  name: true,
  role: true,
  locale: true,
  settings: true,
  createdAt: true,
} as const satisfies Prisma.UserSelect;

type UserRow = Prisma.UserGetPayload<{ select: typeof PUBLIC_COLUMNS }>;

/** What proves who somebody is; never leaves the server. */
export type Account = {
  id: string;
  email: string;
  passwordHash: string;
  locale: Locale;
  suspendedAt: Date | null;
};

export type Credentials = {
  id: string;
  passwordHash: string;
  suspendedAt: Date | null;
  hasSecondFactor: boolean;
};

/** The account as its owner sees it. */
export function presentUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    settings: readSettings(row.locale, row.settings),
    createdAt: row.createdAt.toISOString(),
  };
}

/** Settings are read leniently: a value that is no longer known falls back to the default. */
export function readSettings(locale: string, stored: unknown): Settings {
  const given = typeof stored === 'object' && stored !== null ? stored : {};
  const theme = settingsSchema.shape.theme.safeParse('theme' in given ? given.theme : undefined);
  const model = settingsSchema.shape.defaultModel.safeParse(
    'defaultModel' in given ? given.defaultModel : null,
  );
  return {
    locale: localeSchema.catch('en').parse(locale),
    theme: theme.success ? theme.data : 'system',
    defaultModel: model.success ? model.data : null,
  };
}

const USER: Statement = {
  name: 'find user',
  text: 'SELECT id, email, name, role, locale, settings, created_at AS "createdAt" FROM users WHERE id = $1',
};

/** The signed-in user. Throws `not_signed_in` when there is no such account any more. */
export async function readUser({ readAsUser }: Database, userId: string): Promise<User> {
  const [row] = await readAsUser<UserRow>(userId, USER, [userId]);
  if (row === undefined) throw new AppError('not_signed_in', 'Sign in first.');
  return presentUser(row);
}

/** The same, inside a transaction. */
export async function findUser(tx: Transaction, userId: string): Promise<User> {
  return presentUser(await tx.user.findUniqueOrThrow({ where: { id: userId }, select: PUBLIC_COLUMNS }));
}

const CREDENTIALS: Statement = {
  name: 'find credentials',
  text: `SELECT id, password_hash AS "passwordHash", suspended_at AS "suspendedAt",
      EXISTS (SELECT FROM two_factor WHERE user_id = users.id AND confirmed_at IS NOT NULL) AS "hasSecondFactor"
    FROM users WHERE email = $1`,
};

export async function findCredentials(
  { runAsSystem }: Database,
  email: string,
): Promise<Credentials | undefined> {
  const [row] = await runAsSystem<Credentials>('login: no user is known yet', CREDENTIALS, [email]);
  return row;
}

const ACCOUNT: Statement = {
  name: 'find account',
  text: `SELECT id, email, password_hash AS "passwordHash", locale, suspended_at AS "suspendedAt" FROM users WHERE id = $1`,
};

/** The signed-in user with the password's hash. Throws `not_signed_in` when there is no such account any more. */
export async function readAccount({ runAsSystem }: Database, userId: string): Promise<Account> {
  const [row] = await runAsSystem<Account>('the hash is out of reach of the application role', ACCOUNT, [
    userId,
  ]);
  if (row === undefined) throw new AppError('not_signed_in', 'Sign in first.');
  return { ...row, locale: localeSchema.catch('en').parse(row.locale) };
}

export async function replacePasswordHash(
  database: Database,
  userId: string,
  passwordHash: string,
): Promise<void> {
  await database.asSystem('login: the hash is out of reach of the application role', (tx) =>
    tx.user.update({ where: { id: userId }, data: { passwordHash }, select: { id: true } }),
  );
}

/**
 * Creates the account with the default plan, in one transaction with what decides its role and whether it may be. Throws
 * `email_taken`.
 */
export function createUser(
  database: Database,
  account: NewAccount,
  admit: (tx: Transaction) => Promise<Role>,
): Promise<User> {
  return database.asSystem('registration: no user is known yet', async (tx) =>
    insertUser(tx, account, await admit(tx)),
  );
}

export type NewAccount = { email: string; passwordHash: string; name: string | null; locale: Locale };

/** The same as a part of another transaction, which is over when it throws `email_taken`. */
export async function insertUser(tx: Transaction, account: NewAccount, role: Role): Promise<User> {
  const subscription = {
    id: uuidv7(),
    planCode: await defaultPlanCode(tx),
    status: 'active',
    currentPeriodStart: new Date(),
  } as const;
  try {
    const row = await tx.user.create({
      data: { id: uuidv7(), ...account, role, subscriptions: { create: subscription } },
      select: PUBLIC_COLUMNS,
    });
    return presentUser(row);
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') throw emailTaken();
    throw error;
  }
}

export function emailTaken(): AppError {
  return new AppError('email_taken', 'There is already an account with this e-mail address. Log in instead.');
}

/** Writes the given fields, each for itself, and moves the settings' `seq`. */
export async function updateUser(
  tx: Transaction,
  userId: string,
  seqs: SeqNumbers,
  patch: {
    name?: string | null | undefined;
    settings?: { [K in keyof Settings]?: Settings[K] | undefined } | undefined;
  },
): Promise<User> {
  const before = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: PUBLIC_COLUMNS });
  const current = readSettings(before.locale, before.settings);
  const {
    locale = current.locale,
    theme = current.theme,
    defaultModel = current.defaultModel,
  } = patch.settings ?? {};
  const row = await tx.user.update({
    where: { id: userId },
    data: {
      ...(patch.name === undefined ? {} : { name: patch.name }),
      locale,
      settings: { theme, defaultModel },
      settingsSeq: seqs.next(),
    },
    select: PUBLIC_COLUMNS,
  });
  return presentUser(row);
}
