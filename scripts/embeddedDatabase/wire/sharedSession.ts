import type { Engine } from '../engine.ts';
import { createNotifications, type Listener, type Notifications } from './notifications.ts';
import { HEADER_BYTES, simpleQuery, sync, type TransactionStatus } from './protocol.ts';
import type { Request } from './request.ts';
import type { ListenChange } from './sqlText.ts';
import { closeStatement, type StatementNames } from './statementNames.ts';

/** A connection as the shared session knows it. */
export type SessionClient = Listener & {
  id: number;
  names: StatementNames;
  /** Settings that it has made for itself: name -> statement. */
  settings: Map<string, string>;
  /** The last Parse of its unnamed statement. */
  unnamedParse: Uint8Array | null;
  /** Changes to what it listens to, of a transaction that has not ended. */
  listens: ListenChange[];
  /** Takes an answer. */
  deliver(bytes: Uint8Array): void;
};

/**
 * The engine's one session, made to look like a session of its own to each connection: what one connection sets, prepares
 * or listens to is not there for the next.
 */
export type SharedSession = {
  /** Runs a request and delivers its answer. Gives back whether the client has to keep the engine. */
  run(client: SessionClient, request: Request): Outcome;
  /** Ends what a connection that has gone has left behind. */
  leave(client: SessionClient): void;
};

export type Outcome = 'done' | 'keep' | 'expel';

/** @param owner the role that every session runs as */
export function createSharedSession(engine: Engine, owner: string): SharedSession {
  const session: Session = {
    engine,
    owner,
    notifications: createNotifications(),
    status: 'I',
    midRequest: false,
    touched: false,
    unnamedOwner: null,
  };
  return {
    run: (client, request) => run(session, client, request),
    leave: (client) => leave(session, client),
  };
}

type Session = {
  engine: Engine;
  owner: string;
  notifications: Notifications;
  status: TransactionStatus;
  /** After a Flush: the request goes on to its Sync. */
  midRequest: boolean;
  /** Whether a setting may have been changed since they were last reset. */
  touched: boolean;
  /** Whose unnamed statement the engine has. */
  unnamedOwner: SessionClient | null;
};

function isIdle({ status, midRequest }: Session): boolean {
  return status === 'I' && !midRequest;
}

function run(session: Session, client: SessionClient, request: Request): Outcome {
  const startsIdle = isIdle(session);
  if (startsIdle) applySettings(session, client);
  const prefix = request.needsUnnamed && session.unnamedOwner !== client ? [ownUnnamed(client)] : [];
  const answer = session.engine.run([...prefix, ...request.messages]);
  noteUnnamed(session, client, request, prefix.length > 0);
  client.listens.push(...request.listens);
  session.touched ||= answer.sessionTouched || request.callsSetConfig;
  session.midRequest = answer.status === null;
  session.status = answer.status ?? session.status;
  client.deliver(withoutOwnAnswers(answer.bytes, prefix.length > 0, request.kind === 'copyData'));
  for (const message of answer.notifications) deliverNotification(session, client, message);
  if (answer.sessionUser !== null && answer.sessionUser !== session.owner) return expel(session);
  if (!isIdle(session)) return 'keep';
  settle(session, client, startsIdle && answer.sessionTouched ? request.setting : null);
  return 'done';
}

function applySettings(session: Session, client: SessionClient): void {
  if (client.settings.size === 0) return;
  session.engine.run([simpleQuery([...client.settings.values()].join(';'))]);
  session.touched = true;
}

/** Prepares the client's unnamed statement again, or makes sure that it has none. */
function ownUnnamed(client: SessionClient): Uint8Array {
  return client.unnamedParse ?? closeStatement();
}

function noteUnnamed(session: Session, client: SessionClient, request: Request, prefixed: boolean): void {
  if (request.kind === 'query' || request.kind === 'copyData') {
    session.unnamedOwner = null;
    client.unnamedParse = null;
  } else if (request.unnamedParse) {
    session.unnamedOwner = client;
    client.unnamedParse = request.unnamedParse;
  } else if (prefixed) {
    session.unnamedOwner = client;
  }
}

/** The notification says that the connection that ran the request has sent it, not the engine's one process. */
function deliverNotification(session: Session, client: SessionClient, message: Buffer): void {
  message.writeInt32BE(client.id, HEADER_BYTES);
  session.notifications.deliver(message);
}

/** Leaves the session as every connection expects to find it. */
function settle(session: Session, client: SessionClient, setting: Request['setting']): void {
  if (setting) remember(client.settings, setting);
  if (client.listens.length > 0) settleListens(session, client);
  resetSettings(session);
}

const resetStatements = [simpleQuery('RESET ALL'), simpleQuery('RESET ROLE')];

function resetSettings(session: Session): void {
  if (session.touched) session.engine.run(resetStatements);
  session.touched = false;
}

function settleListens({ engine, notifications }: Session, client: SessionClient): void {
  const changes = client.listens.splice(0);
  notifications.change(client, changes);
  if (changes.every((change) => change.listen)) return;
  const again = notifications.listenStatements();
  if (again.length > 0) engine.run([simpleQuery(again.join(';'))]);
}

/** A connection has found a way to another user: what it has begun is undone, and it has to go. */
function expel(session: Session): Outcome {
  endTransaction(session);
  session.engine.run([simpleQuery(`SET SESSION AUTHORIZATION ${session.owner}`)]);
  return 'expel';
}

function endTransaction(session: Session): void {
  if (session.midRequest) session.engine.run([sync]);
  session.midRequest = false;
  if (session.status !== 'I') session.engine.run([simpleQuery('ROLLBACK')]);
  session.status = 'I';
  session.unnamedOwner = null;
}

function leave(session: Session, client: SessionClient): void {
  if (!isIdle(session)) endTransaction(session);
  if (session.unnamedOwner === client) session.unnamedOwner = null;
  const closes = client.names.closeAll();
  if (closes.length > 0) session.engine.run([...closes, sync]);
  const unlistens = session.notifications.leave(client);
  if (unlistens.length > 0) session.engine.run([simpleQuery(unlistens.join(';'))]);
  resetSettings(session);
}

/** Leaves out the first message where it answers what the client has not sent (a Parse, a Close) or has had already. */
function withoutOwnAnswers(bytes: Buffer, prefixed: boolean, copied: boolean): Buffer {
  const first = bytes[0];
  const ours =
    (prefixed && (first === parseComplete || first === closeComplete)) ||
    (copied && first === copyInResponse);
  return ours ? bytes.subarray(1 + bytes.readInt32BE(1)) : bytes;
}

const parseComplete = 0x31;
const closeComplete = 0x33;
const copyInResponse = 0x47;

function remember(settings: Map<string, string>, { name, sql }: { name: string; sql: string }): void {
  const resets = /^\s*reset\b/i.test(sql);
  if (resets && name === 'all') settings.clear();
  else if (resets) settings.delete(name);
  else settings.set(name, sql);
}
