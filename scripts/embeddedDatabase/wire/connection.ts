import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  answerPassword,
  answerStartup,
  type LoginStep,
  MOST_PASSWORD_BYTES,
  MOST_STARTUP_BYTES,
} from './login.ts';
import { createMessageReader, type MessageReader } from './messageReader.ts';
import { errorResponse, greeting, message } from './protocol.ts';
import type { Request } from './request.ts';
import { createRequestBuilder, type RequestBuilder } from './requestBuilder.ts';
import type { SessionClient, SharedSession } from './sharedSession.ts';
import { createStatementNames } from './statementNames.ts';
import type { Turns, TurnTaker } from './turns.ts';

export type ConnectionLimits = {
  /** How long a client may take to log in, in milliseconds. */
  loginMs: number;
  /** How long a transaction may wait for its client, in milliseconds: everybody else waits with it. */
  idleInTransactionMs: number;
  /** The most bytes of one message after the login. */
  messageBytes: number;
};

export type ConnectionContext = {
  id: number;
  session: SharedSession;
  turns: Turns;
  limits: ConnectionLimits;
  password: string;
  /** ParameterStatus messages for a client that has logged in. */
  parameters: Uint8Array;
  /** Whether one more client may log in; it counts as logged in until its socket closes. */
  admit(): boolean;
};

/** A client that has sent this much ahead is read again when it has run. */
const READ_AHEAD = { requests: 500, bytes: 8 * 1024 * 1024 };

/** A client that has left this much of its answers unread gets its next turn when it has read them. */
const UNREAD_BYTES = 8 * 1024 * 1024;

type Connection = {
  socket: Socket;
  context: ConnectionContext;
  phase: 'startup' | 'password' | 'ready' | 'ended';
  /** Whether it has logged in, so that it may have left something in the session. */
  loggedIn: boolean;
  /** Whether the client has said goodbye: what it has sent before still runs. */
  terminating: boolean;
  queue: Request[];
  queuedBytes: number;
  client: SessionClient;
  reader: MessageReader;
  builder: RequestBuilder;
  taker: TurnTaker;
  loginTimer: NodeJS.Timeout;
  transactionTimer: NodeJS.Timeout | undefined;
};

/** Serves one client until its socket closes. */
export function serveConnection(socket: Socket, context: ConnectionContext): void {
  const names = createStatementNames();
  const write = (bytes: Uint8Array): void => {
    if (socket.writable && bytes.length > 0) socket.write(bytes);
  };
  const connection: Connection = {
    socket,
    context,
    phase: 'startup',
    loggedIn: false,
    terminating: false,
    queue: [],
    queuedBytes: 0,
    client: {
      id: context.id,
      names,
      settings: new Map(),
      unnamedParse: null,
      listens: [],
      deliver: write,
      notify: write,
    },
    reader: createMessageReader({
      expectStartup: () => connection.phase === 'startup',
      limit: () => messageLimit(connection),
      onMessage: (bytes) => onMessage(connection, bytes),
      onViolation: (reason) => onViolation(connection, reason),
    }),
    builder: createRequestBuilder(names, (request) => enqueue(connection, request)),
    taker: { takeTurn: () => takeTurn(connection) },
    loginTimer: setTimeout(() => end(connection, '08P01', 'the login took too long'), context.limits.loginMs),
    transactionTimer: undefined,
  };
  socket.setNoDelay(true);
  socket.on('data', (received) => connection.reader.feed(received));
  socket.on('drain', () => requestTurn(connection));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => leave(connection));
}

function messageLimit({ phase, context }: Connection): number {
  if (phase === 'startup') return MOST_STARTUP_BYTES;
  return phase === 'password' ? MOST_PASSWORD_BYTES : context.limits.messageBytes;
}

function onViolation(connection: Connection, reason: 'malformed' | 'too large'): void {
  if (reason === 'malformed') end(connection, '08P01', 'invalid message length');
  else end(connection, '54000', 'the message is too large');
}

function onMessage(connection: Connection, bytes: Buffer): void {
  if (connection.phase === 'startup') logIn(connection, answerStartup(bytes));
  else if (connection.phase === 'password')
    logIn(connection, answerPassword(bytes, connection.context.password));
  else if (connection.phase === 'ready') onRequestMessage(connection, bytes);
}

function logIn(connection: Connection, step: LoginStep): void {
  const { socket, context, client } = connection;
  if (step.answer) socket.write(step.answer);
  for (const [name, sql] of step.startup?.settings ?? []) client.settings.set(name, sql);
  if (step.next === 'close') {
    close(connection);
  } else if (step.next === 'ready' && !context.admit()) {
    end(connection, '53300', 'sorry, too many clients already');
  } else {
    connection.phase = step.next;
  }
  if (connection.phase !== 'ready') return;
  connection.loggedIn = true;
  clearTimeout(connection.loginTimer);
  socket.write(greeting(context.parameters, context.id, randomInt(2 ** 31)));
}

const terminate = message('X')[0];

function onRequestMessage(connection: Connection, bytes: Buffer): void {
  if (bytes[0] === terminate) {
    connection.terminating = true;
    connection.reader.stop();
    if (connection.queue.length === 0) close(connection);
    return;
  }
  const refusal = connection.builder.add(bytes);
  if (refusal) end(connection, refusal.code, refusal.message);
}

function enqueue(connection: Connection, request: Request): void {
  const { queue, socket } = connection;
  queue.push(request);
  connection.queuedBytes += request.bytes;
  if (queue.length > READ_AHEAD.requests || connection.queuedBytes > READ_AHEAD.bytes) socket.pause();
  requestTurn(connection);
}

function requestTurn(connection: Connection): void {
  if (connection.queue.length > 0 && !isBehind(connection))
    connection.context.turns.request(connection.taker);
}

function isBehind({ socket }: Connection): boolean {
  return socket.writableLength > UNREAD_BYTES;
}

/** Runs the next request. Gives back whether there is another. */
function takeTurn(connection: Connection): boolean {
  const { queue, socket, client, context } = connection;
  clearTimeout(connection.transactionTimer);
  if (connection.phase === 'ended') return finish(connection);
  const request = queue.shift();
  if (!request) return false;
  connection.queuedBytes -= request.bytes;
  if (request.kind === 'copyStart') client.deliver(copyInResponse);
  else settleTurn(connection, context.session.run(client, request));
  if (connection.terminating && queue.length === 0) close(connection);
  if (socket.isPaused() && queue.length <= READ_AHEAD.requests / 2) socket.resume();
  return queue.length > 0 && !isBehind(connection);
}

/** COPY … FROM STDIN in text: the client may send its data. It knows the columns. */
const copyInResponse = message('G', Buffer.of(0, 0, 0));

function settleTurn(connection: Connection, outcome: ReturnType<SharedSession['run']>): void {
  const { turns, limits } = connection.context;
  if (outcome === 'keep') {
    turns.keep(connection.taker);
    const tooLong = (): void =>
      end(connection, '25P03', 'terminating connection due to idle-in-transaction timeout');
    if (connection.queue.length === 0) {
      connection.transactionTimer = setTimeout(tooLong, limits.idleInTransactionMs);
    }
    return;
  }
  turns.release();
  if (outcome === 'expel') end(connection, '42501', 'permission denied to set session authorization');
}

/** Ends a connection that cannot go on, with the reason. */
function end(connection: Connection, code: string, text: string): void {
  if (connection.phase === 'ended') return;
  connection.socket.write(errorResponse('FATAL', code, text));
  close(connection);
}

/** How long a client may take to read its last answers, in milliseconds. */
const LAST_WORDS_MS = 2_000;

function close(connection: Connection): void {
  const { socket } = connection;
  socket.end();
  socket.setTimeout(LAST_WORDS_MS, () => socket.destroy());
  leave(connection);
}

function leave(connection: Connection): void {
  if (connection.phase === 'ended') return;
  connection.phase = 'ended';
  connection.reader.stop();
  connection.queue.length = 0;
  clearTimeout(connection.loginTimer);
  clearTimeout(connection.transactionTimer);
  if (connection.loggedIn) connection.context.turns.request(connection.taker);
}

/** Takes what the connection has left in the session out of it. */
function finish(connection: Connection): boolean {
  connection.context.session.leave(connection.client);
  connection.context.turns.release();
  return false;
}
