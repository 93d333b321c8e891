import type { Database } from '#platform/database/database.ts';
import { type Route, route } from '#platform/http/route.ts';
import * as contract from '#shared/endpoints/conversations.ts';
import { searchConversations } from './search.ts';
import {
  createConversation,
  deleteConversation,
  findConversation,
  listConversations,
  listMessages,
  updateConversation,
} from './store.ts';

export function conversationRoutes({ database }: { database: Database }): Route[] {
  return [
    route(contract.listConversations, ({ query }, { userId }) =>
      database.withUser(userId, (tx) =>
        listConversations(tx, userId, { ...query, archived: query.archived === 'true' }),
      ),
    ),
    route(contract.createConversation, ({ body }, { userId }) =>
      database.withChanges(userId, 1, async (tx, seqs) => ({
        conversation: await createConversation(tx, userId, seqs, body),
      })),
    ),
    route(contract.getConversation, ({ params }, { userId }) =>
      database.withUser(userId, async (tx) => ({
        conversation: await findConversation(tx, userId, params.id),
      })),
    ),
    route(contract.updateConversation, ({ params, body }, { userId }) =>
      database.withChanges(userId, 1, async (tx, seqs) => ({
        conversation: await updateConversation(tx, userId, params.id, seqs, body),
      })),
    ),
    route(contract.deleteConversation, async ({ params }, { userId }) => {
      await database.withChanges(userId, 1, (tx, seqs) => deleteConversation(tx, userId, params.id, seqs));
    }),
    route(contract.listMessages, ({ params, query }, { userId }) =>
      database.withUser(userId, (tx) => listMessages(tx, userId, params.id, query)),
    ),
    route(contract.search, ({ query }, { userId }) =>
      database.withUser(userId, async (tx) => ({
        results: await searchConversations(tx, userId, query.q, query.limit),
      })),
    ),
  ];
}
