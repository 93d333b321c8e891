import type { Response } from 'express';
import { AppError } from '../errors.ts';

const HEARTBEAT_MS = 15_000;

/** One open response of server-sent events (WHATWG HTML, section 9.2). */
export type EventStream = {
  /** False while the client reads slower than we write: wait for `onDrain` and send the newest state then. */
  send(type: string, data: object, id?: string): boolean;
  onDrain(listener: () => void): void;
  isOpen(): boolean;
  end(): void;
};

/**
 * Begins the stream: headers, no buffering by proxies, a heartbeat comment every 15 s. Throws when the client is gone
 * already: its `close` event has passed, so what waits for it would wait for ever.
 */
export function openEventStream(response: Response): EventStream {
  if (response.destroyed) throw new AppError('bad_request', 'The client is gone.');
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.socket?.setNoDelay(true);
  response.write(': kipux\n\n');
  let open = true;
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  // Not only when the client leaves: after our own end a slow reader keeps the response open, and a write then throws.
  const stop = () => {
    open = false;
    clearInterval(heartbeat);
  };
  const end = () => {
    stop();
    response.end();
  };
  response.once('close', stop);
  if (response.req.method === 'HEAD') end();
  return {
    send(type, data, id) {
      if (!open) return false;
      const idLine = id === undefined ? '' : `id: ${id}\n`;
      return response.write(`event: ${type}\n${idLine}data: ${JSON.stringify({ type, ...data })}\n\n`);
    },
    onDrain(listener) {
      response.on('drain', listener);
    },
    isOpen: () => open,
    end,
  };
}
