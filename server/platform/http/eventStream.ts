import type { Response } from 'express';

const HEARTBEAT_MS = 15_000;

/** One open response of server-sent events (WHATWG HTML, section 9.2). */
export type EventStream = {
  /** False while the client reads slower than we write: wait for `onDrain` and send the newest state then. */
  send(type: string, data: object, id?: string): boolean;
  onDrain(listener: () => void): void;
  isOpen(): boolean;
  end(): void;
};

/** Begins the stream: headers, no buffering by proxies, a heartbeat comment every 15 s. */
export function openEventStream(response: Response): EventStream {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.socket?.setNoDelay(true);
  response.write(': kipux\n\n');
  let open = true;
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  response.once('close', () => {
    open = false;
    clearInterval(heartbeat);
  });
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
    end() {
      response.end();
    },
  };
}
