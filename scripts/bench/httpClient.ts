import http from 'node:http';
import { now } from './clock.ts';

export type Answer = { status: number; body: string; headers: http.IncomingHttpHeaders; ms: number };

type Call = { method?: string; cookie?: string; body?: object };

const agent = new http.Agent({ keepAlive: true, maxSockets: 200 });

/** One request over a kept connection, timed from its start to its last byte. Throws for a status of 400 or more. */
export async function request(url: string, call: Call = {}): Promise<Answer> {
  const started = now();
  const response = await open(url, call);
  const pieces: Buffer[] = [];
  for await (const piece of response) if (Buffer.isBuffer(piece)) pieces.push(piece);
  const ms = now() - started;
  const answer = {
    status: response.statusCode ?? 0,
    body: Buffer.concat(pieces).toString(),
    headers: response.headers,
    ms,
  };
  if (answer.status >= 400)
    throw new Error(`${call.method ?? 'GET'} ${url}: ${answer.status} ${answer.body}`);
  return answer;
}

/** Sends a request and gives its answer, whose body is still to come. */
export function open(url: string, { method = 'GET', cookie, body }: Call): Promise<http.IncomingMessage> {
  const json = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = http.request(url, {
      agent,
      method,
      headers: {
        ...(cookie === undefined ? {} : { cookie }),
        ...(json === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }),
      },
    });
    sent.once('response', resolve);
    sent.once('error', reject);
    sent.end(json);
  });
}

export function closeConnections(): void {
  agent.destroy();
}
