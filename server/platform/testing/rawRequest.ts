import { Agent, request } from 'node:http';

export type RawRequest = {
  method: string;
  /** As it goes over the wire: nothing is encoded or normalised. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
};

export type RawResponse = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
};

/**
 * A request as it is written down here: any method with any body and any path. A stream of events is left as soon as it
 * has begun. Rejects when the server ends the connection without an answer.
 */
export function sendRaw(
  url: string,
  { method, path, headers: given = {}, body = '' }: RawRequest,
): Promise<RawResponse> {
  const { hostname, port } = new URL(url);
  const headers = body.length === 0 ? given : { ...given, 'content-length': Buffer.byteLength(body) };
  // Who asks for the connection's end may lose an answer that comes before their body has been read (RFC 9112, 9.6).
  const agent = new Agent({ keepAlive: true });
  return new Promise<RawResponse>((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers, agent }, (response) => {
      const answer = { status: response.statusCode ?? 0, headers: response.headers, text: '' };
      const isStream = response.headers['content-type']?.startsWith('text/event-stream') ?? false;
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        answer.text += piece;
        if (isStream) outgoing.destroy();
      });
      response.once('close', () => resolve(answer));
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  }).finally(() => agent.destroy());
}
