// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { uploadDocument } from '../endpoints/documents.ts';
import { ClientError } from './client.ts';
import { createFetchClient } from './fetchClient.ts';
import { MESSAGE_ID } from './testing/samples.ts';
import { type Exchange, type ScriptedServer, startScriptedServer } from './testing/scriptedServer.ts';

/** What happy-dom adds to its window, to place the page at the server's own origin. */
declare const happyDOM: { setURL(url: string): void };

const servers: ScriptedServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function serverOf(script: (exchange: Exchange) => void): Promise<ScriptedServer> {
  const server = await startScriptedServer(script);
  servers.push(server);
  happyDOM.setURL(`${server.url}/`);
  return server;
}

const file = () => new File(['# Acta\n'], 'acta.md', { type: 'text/markdown' });

async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.catch((cause: unknown) => cause);
  if (!(error instanceof ClientError)) throw new Error('no ClientError');
  return error.code;
}

test('a browser uploads with XMLHttpRequest, to the page’s own origin', async () => {
  const document = {
    id: MESSAGE_ID,
    fileName: 'acta.md',
    mimeType: 'text/markdown',
    fileSizeBytes: 7,
    status: 'pending',
    error: null,
    progress: { step: 'waiting', ratio: 0 },
    pageCount: null,
    createdAt: '2026-11-01T10:00:00.000Z',
  };
  const server = await serverOf(({ json }) => json(201, { document }));
  await expect(createFetchClient().call(uploadDocument, { file: file() })).resolves.toEqual({ document });
  const [request] = server.requests;
  expect(request?.method).toBe('POST');
  expect(request?.body.toString()).toMatch(/name="file"; filename="acta.md"[^]*# Acta\n/);
});

/** happy-dom's own request sends no progress events, so this one stands in for a browser's. */
class RequestWithProgress {
  readonly status = 204;
  readonly responseText = '';
  readonly upload: { onprogress?: (event: object) => void } = {};
  onload?: () => void;
  open() {}
  getResponseHeader() {
    return null;
  }
  send() {
    for (const loaded of [25, 100]) this.upload.onprogress?.({ lengthComputable: true, loaded, total: 100 });
    this.upload.onprogress?.({ lengthComputable: false, loaded: 100, total: 0 });
    this.onload?.();
  }
}

test('progress is the share of the bytes that have left', async () => {
  vi.stubGlobal('XMLHttpRequest', RequestWithProgress);
  const progress: number[] = [];
  const call = createFetchClient().call(uploadDocument, {
    file: file(),
    onProgress: (ratio) => progress.push(ratio),
  });
  expect(await codeOf(call)).toBe('incompatible');
  vi.unstubAllGlobals();
  expect(progress).toEqual([0.25, 1]);
});

test('a refused, broken and aborted upload each say so', async () => {
  const giveUp = new AbortController();
  const answers: ((exchange: Exchange) => void)[] = [
    ({ json }) => json(402, { error: { code: 'plan_limit_reached', message: '', requestId: 'r' } }),
    ({ cut }) => cut(),
    () => giveUp.abort(),
  ];
  await serverOf((exchange) => answers.shift()?.(exchange));
  const client = createFetchClient();
  expect(await codeOf(client.call(uploadDocument, { file: file() }))).toBe('plan_limit_reached');
  expect(await codeOf(client.call(uploadDocument, { file: file() }))).toBe('offline');
  expect(await codeOf(client.call(uploadDocument, { file: file() }, { signal: giveUp.signal }))).toBe(
    'aborted',
  );
});
