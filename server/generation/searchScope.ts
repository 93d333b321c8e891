import type { Transaction } from '#platform/database/database.ts';
import { idSchema, type Locale, localeSchema } from '#shared/entities.ts';
import type { Retrieval } from '#shared/retrieval.ts';
import { findPlan } from '../plans/index.ts';
import { countSearchable } from '../retrieval/index.ts';

/** How many of the documents searched are named. */
const MAX_NAMED_DOCUMENTS = 100;

/** In what a question may be searched for. */
export type SearchScope = {
  /** null: in all documents. */
  documentIds: string[] | null;
  documentsCount: number;
  documents: Retrieval['documents'];
  locale: Locale;
  /** Why there is nothing to search in; null: there is. */
  unsearchable: 'none_chosen' | 'no_documents' | 'not_in_plan' | null;
};

const documentIdsSchema = idSchema.array().nullable();

/** Which documents a message may be answered from. */
export async function readScope(tx: Transaction, userId: string, messageId: string): Promise<SearchScope> {
  const message = await tx.message.findUnique({
    where: { userId_id: { userId, id: messageId } },
    select: { documentIds: true },
  });
  const user = await tx.user.findUnique({ where: { id: userId }, select: { locale: true } });
  const locale = localeSchema.catch('es').parse(user?.locale);
  const documentIds = documentIdsSchema.parse(message?.documentIds ?? null);
  const scope = { documentIds, locale, documentsCount: 0, documents: [] };
  if (documentIds?.length === 0) return { ...scope, unsearchable: 'none_chosen' };
  const { allowRag } = await findPlan(tx, userId);
  if (!allowRag) return { ...scope, unsearchable: 'not_in_plan' };
  const documentsCount = await countSearchable(tx, userId, documentIds);
  if (documentsCount === 0) return { ...scope, unsearchable: 'no_documents' };
  const documents = await tx.document.findMany({
    where: { userId, status: 'completed', ...(documentIds === null ? {} : { id: { in: documentIds } }) },
    select: { id: true, fileName: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MAX_NAMED_DOCUMENTS,
  });
  return { ...scope, documentsCount, documents, unsearchable: null };
}
