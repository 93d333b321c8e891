import type { EndpointResponse } from '#shared/client/endpointResponse.ts';
import type { UploadRequest } from '#shared/client/upload.ts';
import type { SessionStore } from './sessionStore.ts';

/** How often it is asked how much has been sent, in milliseconds. */
const LOOK_EVERY = 120;

/** The part of Electron's `net.request` that uploads use. */
export type OpenRequest = (options: {
  method: 'POST';
  url: string;
  redirect: 'error';
  credentials: 'omit';
  cache: 'no-store';
}) => ClientRequest;

type ClientRequest = {
  setHeader(name: string, value: string): void;
  end(body: Buffer): unknown;
  abort(): void;
  getUploadProgress(): { active: boolean; current: number; total: number };
  on(event: 'response', listener: (response: IncomingMessage) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'abort', listener: () => void): unknown;
};

type IncomingMessage = {
  statusCode: number;
  headers: Record<string, string | string[]>;
  on(event: 'data', listener: (piece: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
};

/**
 * Uploads through Chromium's network, which knows how much of a file has been sent (fetch does not). The session's
 * cookie goes to this server only; redirects are errors. Rejects when the server cannot be reached and on abort.
 */
export function createSessionUpload(
  open: OpenRequest,
  server: string,
  sessions: SessionStore,
): (upload: UploadRequest) => Promise<EndpointResponse> {
  return async ({ url, file, onProgress, signal }) => {
    const form = new FormData();
    form.append('file', file, file.name);
    const encoded = new Response(form);
    const body = Buffer.from(await encoded.arrayBuffer());
    signal.throwIfAborted();
    const request = open({ method: 'POST', url, redirect: 'error', credentials: 'omit', cache: 'no-store' });
    request.setHeader('Content-Type', encoded.headers.get('content-type') ?? '');
    const cookie = sessions.cookie(server);
    if (cookie !== undefined) request.setHeader('Cookie', cookie);
    const abort = () => request.abort();
    signal.addEventListener('abort', abort);
    const looking = setInterval(() => {
      const { active, current, total } = request.getUploadProgress();
      if (active && total > 0) onProgress?.(Math.min(1, current / total));
    }, LOOK_EVERY);
    try {
      const answer = answerOf(request);
      request.end(body);
      const { cookies, ...response } = await answer;
      sessions.receive(server, cookies);
      onProgress?.(1);
      return response;
    } finally {
      clearInterval(looking);
      signal.removeEventListener('abort', abort);
    }
  };
}

function answerOf(request: ClientRequest): Promise<EndpointResponse & { cookies: string[] }> {
  const { promise, resolve, reject } = Promise.withResolvers<EndpointResponse & { cookies: string[] }>();
  request.on('error', reject);
  request.on('abort', () => reject(new DOMException('the upload was given up', 'AbortError')));
  request.on('response', (response) => {
    const pieces: Buffer[] = [];
    response.on('data', (piece) => pieces.push(piece));
    response.on('error', reject);
    response.on('end', () =>
      resolve({
        status: response.statusCode,
        text: Buffer.concat(pieces).toString('utf8'),
        retryAfter: [response.headers['retry-after']].flat()[0] ?? null,
        cookies: [response.headers['set-cookie'] ?? []].flat(),
      }),
    );
  });
  return promise;
}
