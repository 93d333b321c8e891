import pg from 'pg';
import { delay, now } from './clock.ts';
import { request } from './httpClient.ts';

const LONGEST_MS = 300_000;
const BOUNDARY = 'kipux-bench';

/** The body of an upload, made beforehand: what is measured is not the client. */
export function formOf(name: string, content: Uint8Array): Buffer {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
}

export async function upload(url: string, cookie: string, body: Buffer): Promise<void> {
  const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
  await request(`${url}/api/documents`, { method: 'POST', cookie, body, headers });
}

/** Waits until so many documents of these people can be searched. Throws when one could not be read. */
export async function allRead(databaseUrl: string, userIds: readonly string[], count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SET ROLE kipux_system');
    for (const until = now() + LONGEST_MS; now() < until; await delay(50)) {
      const { rows } = await client.query<{ status: string; count: number }>(
        'SELECT status, count(*)::int FROM documents WHERE user_id = ANY ($1::uuid[]) GROUP BY 1',
        [userIds],
      );
      if (rows.some(({ status }) => status === 'error')) throw new Error('a document was not read');
      if (rows.find(({ status }) => status === 'completed')?.count === count) return;
    }
    throw new Error('the documents were not read in time');
  } finally {
    await client.end();
  }
}
