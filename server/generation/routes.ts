import type { Database } from '#platform/database/database.ts';
import { notFound } from '#platform/errors.ts';
import { type Route, route } from '#platform/http/route.ts';
import * as contract from '#shared/endpoints/conversations.ts';
import type { MessageStatus } from '#shared/entities.ts';
import { readMessage } from '../conversations/index.ts';
import { parseLastEventId, streamAnswer } from './answerStream.ts';
import type { Generations } from './generations.ts';
import { readRetrieval } from './retrievalStore.ts';
import { appendRegeneration, appendTurn } from './turns.ts';

export function generationRoutes(options: { database: Database; generations: Generations }): Route[] {
  const { database, generations } = options;
  const writerFor = (userId: string) => ({
    userId,
    owner: generations.owner,
    defaultModel: generations.provider.defaultModel,
  });
  const begin = (
    userId: string,
    message: { id: string; conversationId: string; model: string | null },
    beginning = '',
  ) =>
    generations.start({
      userId,
      messageId: message.id,
      conversationId: message.conversationId,
      model: message.model ?? generations.provider.defaultModel,
      beginning,
    });
  return [
    route(contract.sendMessage, async ({ params, body }, { userId }) => {
      generations.assertOpen();
      const turn = await appendTurn(database, writerFor(userId), params.id, body);
      if (turn.isNew) begin(userId, turn.assistantMessage);
      return turn;
    }),
    route(contract.regenerateMessage, async ({ params, body }, { userId }) => {
      generations.assertOpen();
      const canGoOn = body.goOn === true && generations.provider.kind !== 'local';
      const beginning = canGoOn ? await brokenOffText(database, userId, params.id) : '';
      const again = await appendRegeneration(database, writerFor(userId), params.id, body, beginning);
      if (again.isNew) begin(userId, again.assistantMessage, beginning);
      return again;
    }),
    route(contract.streamMessage, async ({ params }, { userId, request, response }) => {
      const key = { userId, messageId: params.id };
      const from = parseLastEventId(request.get('last-event-id'));
      const here = generations.follow(key);
      if (here !== undefined) return streamAnswer(response, here, from);
      const message = await readMessage(database, userId, params.id);
      if (message === undefined) throw notFound('message');
      // It may have begun here while the row was read.
      streamAnswer(response, generations.follow(key) ?? generations.followRemote(key, message), from);
    }),
    route(contract.getRetrieval, async ({ params }, { userId }) => {
      const retrieval = await readRetrieval(database, { userId, messageId: params.id });
      if (retrieval === undefined) throw notFound('message');
      return { retrieval };
    }),
    route(contract.stopMessage, async ({ params }, { userId }) => {
      const message = await generations.stop({ userId, messageId: params.id });
      if (message === undefined) throw notFound('message');
      return { message };
    }),
  ];
}

/** What an answer has said that ended before its end; empty for anything else. */
async function brokenOffText(database: Database, userId: string, id: string): Promise<string> {
  const message = await readMessage(database, userId, id);
  const brokeOff = message && BROKEN_OFF.has(message.status) && message.role === 'assistant';
  return brokeOff ? message.content : '';
}

const BROKEN_OFF = new Set<MessageStatus>(['stopped', 'interrupted', 'failed']);
