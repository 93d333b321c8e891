import type { Engine } from '../engine.ts';
import { createNotifications, type Listener } from './notifications.ts';
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
  const notifications = createNotifications();
  let status: TransactionStatus = 'I';
  let midRequest = false;
  let touched = false;
  let unnamedOwner: SessionClient | null = null;

  const resetSettings = [simpleQuery('RESET ALL'), simpleQuery('RESET ROLE')];
  const restoreOwner = simpleQuery(`SET SESSION AUTHORIZATION ${owner}`);
  const rollback = simpleQuery('ROLLBACK');

  const idle = (): boolean => status === 'I' && !midRequest;

  const run = (client: SessionClient, request: Request): Outcome => {
    const startsIdle = idle();
    if (startsIdle) applySettings(client);
    const prefix = request.needsUnnamed && unnamedOwner !== client ? [ownUnnamed(client)] : [];
    const answer = engine.run(prefix.length > 0 ? [...prefix, ...request.messages] : request.messages);
    noteUnnamed(client, request);
    client.listens.push(...request.listens);
    touched ||= answer.sessionTouched || request.callsSetConfig;
    midRequest = answer.status === null;
    status = answer.status ?? status;
    client.deliver(withoutOwnAnswers(answer.bytes, prefix.length > 0, request.kind === 'copyData'));
    for (const message of answer.notifications) deliverNotification(client, message);
    if (answer.sessionUser !== null && answer.sessionUser !== owner) return expel();
    if (!idle()) return 'keep';
    settle(client, startsIdle && answer.sessionTouched ? request.setting : null);
    return 'done';
  };

  const applySettings = (client: SessionClient): void => {
    if (client.settings.size === 0) return;
    engine.run([simpleQuery([...client.settings.values()].join(';'))]);
    touched = true;
  };

  const ownUnnamed = (client: SessionClient): Uint8Array => {
    unnamedOwner = client;
    return client.unnamedParse ?? closeStatement();
  };

  const noteUnnamed = (client: SessionClient, request: Request): void => {
    if (request.kind === 'query' || request.kind === 'copyData') {
      unnamedOwner = null;
      client.unnamedParse = null;
    } else if (request.unnamedParse) {
      unnamedOwner = client;
      client.unnamedParse = request.unnamedParse;
    }
  };

  /** The notification says that the connection that ran the request has sent it, not the engine's one process. */
  const deliverNotification = (client: SessionClient, message: Buffer): void => {
    message.writeInt32BE(client.id, HEADER_BYTES);
    notifications.deliver(message);
  };

  /** Leaves the session as every connection expects to find it. */
  const settle = (client: SessionClient, setting: Request['setting']): void => {
    if (setting) remember(client.settings, setting);
    if (client.listens.length > 0) settleListens(client);
    if (!touched) return;
    touched = false;
    engine.run(resetSettings);
  };

  const settleListens = (client: SessionClient): void => {
    const changes = client.listens.splice(0);
    notifications.change(client, changes);
    if (changes.every((change) => change.listen)) return;
    const again = notifications.listenStatements();
    if (again.length > 0) engine.run([simpleQuery(again.join(';'))]);
  };

  /** A connection has found a way to another user: what it has begun is undone, and it has to go. */
  const expel = (): Outcome => {
    endTransaction();
    engine.run([restoreOwner]);
    return 'expel';
  };

  const endTransaction = (): void => {
    if (midRequest) engine.run([sync]);
    midRequest = false;
    if (status !== 'I') engine.run([rollback]);
    status = 'I';
    unnamedOwner = null;
  };

  const leave = (client: SessionClient): void => {
    endTransaction();
    if (unnamedOwner === client) unnamedOwner = null;
    const closes = client.names.closeAll();
    if (closes.length > 0) engine.run([...closes, sync]);
    const unlistens = notifications.leave(client);
    if (unlistens.length > 0) engine.run([simpleQuery(unlistens.join(';'))]);
    if (touched) engine.run(resetSettings);
    touched = false;
  };

  return { run, leave };
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
