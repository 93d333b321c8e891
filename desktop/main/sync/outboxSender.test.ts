/* oxlint-disable typescript/no-unsafe-type-assertion -- the scripted call answers every endpoint */
import { expect, test } from 'vitest';
import { ClientError, type ClientErrorCode, type WatchEvent } from '#shared/client/client.ts';
import type { Transport } from '#shared/client/transport.ts';
import { nextToSend, presentEntry } from '../cache/outbox.ts';
import { conversationRow, messageRow, newId } from '../cache/testing/rows.ts';
import { change, temporaryOutbox } from '../cache/testing/temporaryOutbox.ts';
import { createOutboxSender } from './outboxSender.ts';

type Answer = (input: { body?: { id?: string; content?: string }; params?: { id: string } }) => unknown;

function device(answer: Answer, beforeSending = () => {}) {
  const { cache, outbox } = temporaryOutbox();
  const asked = cache.position();
  cache.applyPage({ asked, next: { ...asked, epoch: 'e1', complete: true }, changes: [], replaced: false });
  const told: WatchEvent[] = [];
  const sent: unknown[] = [];
  const call = (async (_endpoint: unknown, input: Parameters<Answer>[0]) => {
    sent.push(input.body?.content ?? input.params?.id);
    return answer(input);
  }) as Transport['call'];
  const sender = createOutboxSender({
    call,
    tell: (event) => told.push(event),
    cache: {
      ...cache,
      nextChange() {
        const next = nextToSend(outbox.entries());
        beforeSending();
        return next;
      },
      markTried: outbox.markTried,
      changeDone: outbox.done,
      changeRefused: outbox.refuse,
      waitingChanges: () => outbox.entries().map(presentEntry),
    },
  });
  return { cache, outbox, told, sent, flush: () => sender.flush(new AbortController().signal) };
}

const fail = (code: ClientErrorCode) => () => {
  throw new ClientError(code, code);
};

test('messages written offline are sent in their order, and are in the cache when the server has them', async () => {
  const conversation = newId();
  const { cache, outbox, told, sent, flush } = device(({ body }) => ({
    userMessage: messageRow(conversation, { id: body?.id ?? '', content: body?.content ?? '' }),
    assistantMessage: messageRow(conversation, { role: 'assistant', status: 'pending', content: '' }),
  }));
  for (const content of ['uno', 'dos', 'tres']) {
    const entry = change('sendMessage', conversation);
    outbox.put({ ...entry, body: { id: entry.id, content } });
  }
  await flush();
  expect(sent).toEqual(['uno', 'dos', 'tres']);
  expect(outbox.count()).toBe(0);
  expect(
    cache.messages(conversation, { limit: 10, cursor: undefined, order: 'oldest' }).messages,
  ).toHaveLength(6);
  expect(told.map((event) => event.type === 'outbox' && [event.waiting.length, event.rows.length])).toEqual([
    [2, 2],
    [1, 2],
    [0, 2],
  ]);
});

test.each<ClientErrorCode>([
  'offline',
  'unavailable',
  'rate_limited',
  'not_signed_in',
  'incompatible',
  'client_outdated',
  'server_outdated',
  'internal',
])('a change waits on when the server answers %s', async (code) => {
  const { outbox, flush } = device(fail(code));
  outbox.put(change('updateAccount', null));
  await expect(flush()).rejects.toMatchObject({ code });
  expect(outbox.entries()).toMatchObject([{ problem: null, tried: 1 }]);
});

test.each<ClientErrorCode>(['plan_limit_reached', 'not_found', 'validation_failed', 'id_taken', 'forbidden'])(
  'a change that the server refuses with %s waits for the person, and the others go on',
  async (code) => {
    const row = conversationRow();
    const { outbox, told, flush } = device(({ params }) => {
      if (params?.id === row.id) return { conversation: row };
      throw new ClientError(code, code);
    });
    const refused = change('updateConversation', newId(), { title: 'no' });
    outbox.put(refused);
    outbox.put(change('updateConversation', row.id, { title: 'sí' }));
    await flush();
    expect(outbox.entries()).toMatchObject([{ id: refused.id, problem: { code } }]);
    expect(told[0]).toMatchObject({ type: 'outbox', waiting: [{ state: 'failed' }, { state: 'waiting' }] });
  },
);

test('what the server stumbles over again and again holds the others back only for a while', async () => {
  const { outbox, sent, flush } = device(fail('internal'));
  outbox.put(change('updateConversation', newId()));
  for (let n = 0; n < 5; n++) await expect(flush()).rejects.toMatchObject({ code: 'internal' });
  await flush();
  expect(sent).toHaveLength(6);
  expect(outbox.entries()[0]?.problem).toEqual({ code: 'internal', details: undefined });
});

test('deleting what is already gone is done', async () => {
  const { outbox, flush } = device(fail('not_found'));
  outbox.put(change('deleteConversation', newId()));
  await flush();
  expect(outbox.count()).toBe(0);
});

test('a conversation that is deleted just before its creation leaves is not created', async () => {
  const row = conversationRow();
  let isDeleted = false;
  const { outbox, sent, flush } = device(
    () => ({ conversation: row }),
    () => {
      if (!isDeleted) outbox.put(change('deleteConversation', row.id));
      isDeleted = true;
    },
  );
  outbox.put(change('createConversation', row.id));
  await flush();
  expect([sent, outbox.count()]).toEqual([[], 0]);
});
