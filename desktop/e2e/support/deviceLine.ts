import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The way of one device to the server. */
export type DeviceLine = {
  url: string;
  /** As a pulled cable is. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Brings so many bytes more and then, on every connection, nothing; resolves when that has come. */
  stallAfter(bytes: number): Promise<void>;
};

export async function startDeviceLine(serverUrl: string): Promise<DeviceLine> {
  const { port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let left = Number.POSITIVE_INFINITY;
  let stalled = () => {};
  const server = createServer((device) => {
    const upstream = connect(Number(port), '127.0.0.1');
    for (const [socket, other] of [
      [device, upstream],
      [upstream, device],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    device.pipe(upstream);
    upstream.on('data', (data) => {
      left -= data.length;
      if (left > 0) return void device.write(data);
      upstream.pause();
      stalled();
    });
  });
  const listen = (on: number) => new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve));
  await listen(0);
  const address = server.address();
  const own = typeof address === 'object' && address !== null ? address.port : 0;
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  onTestFinished(cut);
  return {
    url: `http://127.0.0.1:${own}`,
    cut,
    async mend() {
      left = Number.POSITIVE_INFINITY;
      await listen(own);
    },
    stallAfter(bytes) {
      left = bytes;
      return new Promise((resolve) => {
        stalled = resolve;
      });
    },
  };
}
