import type { Config, RegistrationMode } from '#platform/config.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';
import { registrationModeSchema } from '#shared/entities.ts';
import { assertInvited, spendInvitation } from './invitations.ts';
import { assertSetupCode, forgetSetupCodes, isFirstAccount } from './setupCode.ts';

/** What somebody who registers brings beside their name. */
export type Application = { email: string; invitation?: string | undefined; setupCode?: string | undefined };

const KEY = 'registration';
const WHY = 'registration: there is no user yet';

/** Who may register: as the environment says, else as an admin decided, else by where the server can be reached. */
export async function readRegistrationMode(
  database: Database,
  { registration }: Config,
): Promise<RegistrationMode> {
  if (registration.isFixed) return registration.mode;
  return database.asSystem(WHY, (tx) => readStored(tx, registration.mode));
}

async function readStored(tx: Transaction, fallback: RegistrationMode): Promise<RegistrationMode> {
  const row = await tx.serverState.findUnique({ where: { key: KEY } });
  return registrationModeSchema.catch(fallback).parse(row?.value);
}

/** Throws `forbidden` where the environment decides. @returns the mode before */
export async function setRegistrationMode(
  tx: Transaction,
  { registration }: Config,
  mode: RegistrationMode,
): Promise<RegistrationMode> {
  if (registration.isFixed) {
    throw new AppError('forbidden', 'The server’s environment decides this: REGISTRATION is set.');
  }
  const before = await readStored(tx, registration.mode);
  await tx.serverState.upsert({
    where: { key: KEY },
    create: { key: KEY, value: mode },
    update: { value: mode },
  });
  return before;
}

/** Turns away who may not register, before the work of a hash is done for them. */
export function assertAdmitted(database: Database, config: Config, application: Application): Promise<void> {
  return database.asSystem(WHY, async (tx) => {
    await checkAdmission(tx, config, application, { isFirst: await isFirstAccount(tx), spend: false });
  });
}

/**
 * The same in the transaction that creates the account, with what is used up by it.
 * @returns the new account's role: who comes first operates the server
 */
export async function admit(
  tx: Transaction,
  config: Config,
  application: Application,
): Promise<'user' | 'admin'> {
  const isFirst = await isFirstAccount(tx);
  await checkAdmission(tx, config, application, { isFirst, spend: true });
  return isFirst ? 'admin' : 'user';
}

async function checkAdmission(
  tx: Transaction,
  { isLoopback, registration }: Config,
  { email, invitation, setupCode }: Application,
  { isFirst, spend }: { isFirst: boolean; spend: boolean },
): Promise<void> {
  if (isFirst) {
    if (!isLoopback) await assertSetupCode(tx, setupCode);
    if (spend) await forgetSetupCodes(tx);
    return;
  }
  const mode = registration.isFixed ? registration.mode : await readStored(tx, registration.mode);
  if (mode === 'open') return;
  if (mode === 'closed') {
    throw new AppError(
      'registration_closed',
      'This server does not accept new accounts. Ask the people who run it.',
    );
  }
  if (invitation === undefined) {
    throw new AppError(
      'invitation_required',
      'Accounts on this server are by invitation. Ask the people who run it.',
    );
  }
  await (spend ? spendInvitation : assertInvited)(tx, invitation, email);
}
