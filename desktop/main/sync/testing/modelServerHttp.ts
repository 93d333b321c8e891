import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClientError } from '#shared/client/client.ts';
import { ERROR_STATUS, errorCodeSchema } from '#shared/errors.ts';
import type { WaitingKind } from '#shared/outbox.ts';
import type { ModelServer } from './modelServer.ts';

const ROUTES: [RegExp, WaitingKind][] = [
  [/^POST \/api\/conversations$/, 'createConversation'],
  [/^PATCH \/api\/conversations\/([^/]+)$/, 'updateConversation'],
  [/^POST \/api\/conversations\/([^/]+)\/messages$/, 'sendMessage'],
];

/** The model server behind real HTTP, on a free port. */
export async function serveModel(server: ModelServer): Promise<{ url: string; close(): Promise<void> }> {
  const http = createServer((request, response) => void answer(server, request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

async function answer(
  server: ModelServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const url = new URL(request.url ?? '', 'http://model');
  const end = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (url.pathname === '/api/sync') {
    const { cursor = '0', limit = '200', epoch } = Object.fromEntries(url.searchParams);
    return void end(200, server.pull(Number(cursor), Number(limit), epoch));
  }
  const name = `${request.method} ${url.pathname}`;
  const [pattern, kind] = ROUTES.find(([one]) => one.test(name)) ?? [];
  if (!pattern || !kind) return void end(404, {});
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a device of ours sent it
  const body = JSON.parse(text) as Record<string, unknown>;
  const id = String(body['id'] ?? body['changeId']);
  try {
    const conversationId = pattern.exec(name)?.[1] ?? id;
    end(200, server.handle({ kind, id, conversationId, body }));
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    const code = errorCodeSchema.parse(error.code);
    end(ERROR_STATUS[code], { error: { code, message: error.message, requestId: 'r' } });
  }
}
