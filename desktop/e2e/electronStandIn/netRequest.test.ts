import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createSessionUpload, type OpenRequest } from '../../main/server/sessionUpload.ts';
import { StandInRequest } from './netRequest.ts';

/** A server that reads an upload slowly and answers with what it got. */
async function slowServer(): Promise<string> {
  const server = createServer((request, response) => {
    let length = 0;
    let cookie = '';
    request.on('data', (piece: Buffer) => {
      length += piece.length;
      cookie = request.headers.cookie ?? '';
      request.pause();
      setTimeout(() => request.resume(), 2);
    });
    request.on('end', () => {
      response.setHeader('Set-Cookie', 'kipux=next; Path=/');
      response.statusCode = 201;
      response.end(JSON.stringify({ length, cookie }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

function uploader(server: string) {
  const received: string[][] = [];
  const sessions = {
    kept: 'encrypted' as const,
    cookie: () => 'kipux=now',
    receive: (_server: string, cookies: readonly string[]) => void received.push([...cookies]),
    clear: () => {},
  };
  const open: OpenRequest = (options) => new StandInRequest(options);
  return { upload: createSessionUpload(open, server, sessions), received };
}

const file = () => new File([new Uint8Array(12_000_000)], 'acta.pdf', { type: 'application/pdf' });

test('an upload tells how much of it has left, carries the session and keeps the one that comes back', async () => {
  const url = await slowServer();
  const { upload, received } = uploader(url);
  const heard: number[] = [];
  const { signal } = new AbortController();
  const answer = await upload({ url, file: file(), onProgress: (ratio) => heard.push(ratio), signal });
  expect(answer.status).toBe(201);
  expect(answer.text).toMatch(/"length":120\d{5},"cookie":"kipux=now"/);
  expect(received).toEqual([['kipux=next; Path=/']]);
  expect(heard.some((ratio) => ratio > 0 && ratio < 1)).toBe(true);
  expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  expect(heard.at(-1)).toBe(1);
});

test('a cancelled upload ends at once', async () => {
  const url = await slowServer();
  const controller = new AbortController();
  const { upload } = uploader(url);
  const onProgress = () => controller.abort();
  await expect(upload({ url, file: file(), onProgress, signal: controller.signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
