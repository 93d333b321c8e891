import { connect, type Socket } from 'node:net';
import { HEADER_BYTES, int32, message, messagesIn, zeroTerminated } from '../wire/protocol.ts';

/** A message of the server's: its type's letter and its body. */
export type Received = { type: string; body: Buffer };

/** A client that sends the bytes it is told to, for what an orderly driver would never send. */
export type RawClient = {
  socket: Socket;
  send(...messages: Uint8Array[]): void;
  /** The next messages, up to and with the first of this type (or until the server hangs up: then without it). */
  receiveUntil(type: string): Promise<Received[]>;
  /** Resolves when the server has hung up. */
  hungUp: Promise<void>;
  close(): void;
};

/** Connects to the server of a URL without logging in. */
export async function connectRaw(url: string): Promise<RawClient> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let received = Buffer.alloc(0);
  let wake = (): void => {};
  let ended = false;
  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes]);
    wake();
  });
  // A reset is one of the ways in which a server hangs up.
  socket.on('error', () => {});
  const hungUp = new Promise<void>((resolve) => {
    socket.on('close', () => {
      ended = true;
      wake();
      resolve();
    });
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve));

  const receiveUntil = async (type: string): Promise<Received[]> => {
    for (;;) {
      const found = takeMessages(received, type);
      if (found || ended) {
        received = received.subarray(found?.bytes ?? received.length);
        return found?.messages ?? [];
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };

  return {
    socket,
    send: (...messages) => socket.write(Buffer.concat(messages)),
    receiveUntil,
    hungUp,
    close: () => socket.destroy(),
  };
}

/** Connects and logs in with the URL's password. */
export async function logInRaw(url: string): Promise<RawClient> {
  const client = await connectRaw(url);
  client.send(startup(), message('p', zeroTerminated(new URL(url).password)));
  await client.receiveUntil('Z');
  return client;
}

/** A startup packet of protocol 3.0. */
export function startup(parameters: Record<string, string> = { user: 'kipux_owner' }): Buffer {
  const body = [...Object.entries(parameters).flat(), ''].map(zeroTerminated);
  const length = body.reduce((sum, part) => sum + part.length, 8);
  return Buffer.concat([int32(length), int32(196_608), ...body]);
}

function takeMessages(received: Buffer, type: string): { messages: Received[]; bytes: number } | null {
  const messages: Received[] = [];
  for (const found of messagesIn(received)) {
    if (found.end > received.length) return null;
    const letter = String.fromCharCode(found.type);
    messages.push({ type: letter, body: received.subarray(found.start + HEADER_BYTES, found.end) });
    if (letter === type) return { messages, bytes: found.end };
  }
  return null;
}

/** The messages of the extended protocol, as short as a test wants them. */
export const parse = (name: string, sql: string): Buffer =>
  message('P', zeroTerminated(name), zeroTerminated(sql), Buffer.of(0, 0));
export const bind = (name: string): Buffer =>
  message('B', zeroTerminated(''), zeroTerminated(name), Buffer.alloc(6));
export const execute = message('E', zeroTerminated(''), int32(0));
export const flush = message('H');

/** The letters of messages, in order. */
export function types(messages: readonly Received[]): string {
  return messages.map(({ type }) => type).join('');
}

/** The first column of each row, as text. */
export function firstColumn(messages: readonly Received[]): string[] {
  return messages
    .filter(({ type }) => type === 'D')
    .map(({ body }) => body.toString('utf8', 6, 6 + body.readInt32BE(2)));
}

/** The SQLSTATE of the first error. */
export function errorCode(messages: readonly Received[]): string | undefined {
  const error = messages.find(({ type }) => type === 'E');
  return error?.body
    .toString('utf8')
    .split('\0')
    .find((field) => field.startsWith('C'))
    ?.slice(1);
}
