import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { z } from 'zod';
import { request } from './httpClient.ts';

export type BenchPerson = { id: string; email: string; cookie: string };

export const PASSWORD = 'a long enough passphrase 42';
const registered = z.object({ user: z.object({ id: z.string() }) });
const DOMAIN = 'bench.kipux.invalid';

/** Somebody to be written straight into the tables. */
export function newPerson(): { id: string; email: string } {
  return { id: randomUUID(), email: `${randomUUID()}@${DOMAIN}` };
}

/** Registers somebody new. */
export async function register(url: string): Promise<BenchPerson> {
  const { email } = newPerson();
  const answer = await request(`${url}/api/auth/register`, {
    method: 'POST',
    body: { email, password: PASSWORD },
  });
  const cookie = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
  const { user } = registered.parse(JSON.parse(answer.body));
  return { id: user.id, email, cookie };
}

/** Writes conversations of one person straight into the tables: 1,000 of them, one of which has 1,000 messages. */
export async function fill(databaseUrl: string, userId: string): Promise<{ longConversationId: string }> {
  const longConversationId = randomUUID();
  await asSystem(databaseUrl, async (client) => {
    await client.query(
      `INSERT INTO conversations (user_id, id, title, created_at, updated_at, seq)
       SELECT $1, CASE WHEN n = 1000 THEN $2 ELSE gen_random_uuid() END, 'Conversation number ' || n,
         now() - make_interval(mins => 1001 - n), now() - make_interval(mins => 1001 - n), n
       FROM generate_series(1, 1000) n`,
      [userId, longConversationId],
    );
    await client.query(
      `INSERT INTO messages (user_id, id, conversation_id, role, content, status, model, position, seq)
       SELECT $1, gen_random_uuid(), $2, (CASE WHEN n % 2 = 1 THEN 'user' ELSE 'assistant' END)::message_role,
         repeat('The quick brown fox jumps over the lazy dog. ', 1 + n % 12), 'complete', 'scripted', 1000 + n, 1000 + n
       FROM generate_series(1, 1000) n`,
      [userId, longConversationId],
    );
    await client.query('UPDATE users SET change_seq = 2000 WHERE id = $1', [userId]);
    await client.query('ANALYZE conversations, messages').catch(() => undefined); // only the owner may
  });
  return { longConversationId };
}

/** Deletes everybody whom benchmarks have registered. */
export async function deletePeople(databaseUrl: string): Promise<void> {
  await asSystem(databaseUrl, (client) =>
    client.query('DELETE FROM users WHERE email LIKE $1', [`%@${DOMAIN}`]),
  );
}

export async function asSystem(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SET ROLE kipux_system');
    await work(client);
  } finally {
    await client.end();
  }
}
