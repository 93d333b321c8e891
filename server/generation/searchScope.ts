import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { idSchema, type Locale, localeSchema } from '#shared/entities.ts';
import type { Retrieval } from '#shared/retrieval.ts';
import { CURRENT_PLAN } from '../plans/index.ts';

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

const SCOPE: Statement = {
  name: 'read search scope',
  text: `WITH current_plan AS (${CURRENT_PLAN}),
    message AS (SELECT nullif(document_ids, 'null') AS chosen FROM messages WHERE user_id = $1 AND id = $2),
    searchable AS (
      SELECT id, file_name, created_at FROM documents CROSS JOIN message
      WHERE user_id = $1 AND status = 'completed' AND (chosen IS NULL OR chosen ? id::text))
  SELECT locale, (SELECT chosen FROM message) AS "documentIds", (SELECT allow_rag FROM current_plan) AS "allowRag",
    (SELECT count(*)::int FROM searchable) AS "documentsCount",
    (SELECT coalesce(json_agg(json_build_object('id', id, 'fileName', file_name)), '[]') FROM (
      SELECT id, file_name FROM searchable ORDER BY created_at DESC, id DESC LIMIT ${MAX_NAMED_DOCUMENTS}) named
    ) AS documents
  FROM users WHERE id = $1`,
};

type ScopeRow = Pick<SearchScope, 'documentsCount' | 'documents'> & {
  locale: string;
  documentIds: unknown;
  allowRag: boolean;
};

/** Which documents a message may be answered from. */
export async function readScope(
  { readAsUser }: Database,
  userId: string,
  messageId: string,
): Promise<SearchScope> {
  const [row] = await readAsUser<ScopeRow>(userId, SCOPE, [userId, messageId]);
  const locale = localeSchema.catch('es').parse(row?.locale);
  const documentIds = documentIdsSchema.parse(row?.documentIds ?? null);
  const scope = { documentIds, locale, documentsCount: 0, documents: [] };
  if (documentIds?.length === 0) return { ...scope, unsearchable: 'none_chosen' };
  if (row?.allowRag !== true) return { ...scope, unsearchable: 'not_in_plan' };
  const { documentsCount, documents } = row;
  if (documentsCount === 0) return { ...scope, unsearchable: 'no_documents' };
  return { ...scope, documentsCount, documents, unsearchable: null };
}
