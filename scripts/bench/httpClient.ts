import http from 'node:http';
import { now } from './clock.ts';

export type Answer = { status: number; body: string; headers: http.IncomingHttpHeaders; ms: number };

/** `body` is sent as JSON, bytes as they are. */
type Call = {
  method?: string;
  cookie?: string;
  body?: object | Buffer;
  headers?: Record<string, string>;
  /** A status that is no error to whoever asks. */
  expected?: number;
};

const agent = new http.Agent({ keepAlive: true, maxSockets: 2_000 });

/**
 * One request over a kept connection, timed from its start to its last byte. Throws for a status of 400 or more that is
 * not expected.
 */
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
  if (answer.status >= 400 && answer.status !== call.expected)
    throw new Error(`${call.method ?? 'GET'} ${url}: ${answer.status} ${answer.body}`);
  return answer;
}

/** Sends a request and gives its answer, whose body is still to come. */
export async function open(url: string, call: Call): Promise<http.IncomingMessage> {
  for (;;) {
    const sent = send(url, call);
    try {
      return await new Promise((resolve, reject) => sent.once('response', resolve).once('error', reject));
    } catch (error) {
      // The server has closed a kept connection just as it was taken: it has not seen the request.
      if (!sent.reusedSocket) throw error;
    }
  }
}

function send(url: string, { method = 'GET', cookie, body, headers: given = {} }: Call): http.ClientRequest {
  const bytes = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const headers = {
    ...(cookie === undefined ? {} : { cookie }),
    ...(bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': bytes.length }),
    ...given,
  };
  return http.request(url, { agent, method, headers }).end(bytes);
}

export function closeConnections(): void {
  agent.destroy();
}
