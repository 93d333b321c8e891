import { isFirstTime } from '#platform/database/changeReceipts.ts';
import type { Database } from '#platform/database/database.ts';
import { type Route, route } from '#platform/http/route.ts';
import * as contract from '#shared/endpoints/conversations.ts';
import { listConversations, listMessages, readConversation } from './pages.ts';
import { searchConversations } from './search.ts';
import { createConversation, deleteConversation, findConversation, updateConversation } from './store.ts';

export function conversationRoutes({ database }: { database: Database }): Route[] {
  return [
    route(contract.listConversations, ({ query }, { userId }) =>
      listConversations(database, userId, { ...query, archived: query.archived === 'true' }),
    ),
    route(contract.createConversation, ({ body }, { userId }) =>
      database.withChanges(userId, 1, async (tx, seqs) => ({
        conversation: await createConversation(tx, userId, seqs, body),
      })),
    ),
    route(contract.getConversation, async ({ params }, { userId }) => ({
      conversation: await readConversation(database, userId, params.id),
    })),
    route(contract.updateConversation, ({ params, body: { changeId, ...patch } }, { userId }) =>
      database.withChanges(userId, 1, async (tx, seqs) => ({
        conversation: (await isFirstTime(tx, userId, changeId, { ...patch, id: params.id }))
          ? await updateConversation(tx, userId, params.id, seqs, patch)
          : await findConversation(tx, userId, params.id),
      })),
    ),
    route(contract.deleteConversation, async ({ params }, { userId }) => {
      await database.withChanges(userId, 1, (tx, seqs) => deleteConversation(tx, userId, params.id, seqs));
    }),
    route(contract.listMessages, ({ params, query }, { userId }) =>
      listMessages(database, userId, params.id, query),
    ),
    route(contract.search, ({ query }, { userId }) =>
      database.withUser(userId, async (tx) => ({
        results: await searchConversations(tx, userId, query.q, query.limit),
      })),
    ),
  ];
}
