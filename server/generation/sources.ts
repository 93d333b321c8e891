import type { Embedder } from '#platform/ai/embedder.ts';
import { type Sources, withinBudget } from '#platform/ai/sources.ts';
import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import { isOwnTask } from '#platform/text/ownTask.ts';
import type { Locale } from '#shared/entities.ts';
import type { Retrieval } from '#shared/retrieval.ts';
import { type PreparedQuery, prepareQuery, searchPassages } from '../retrieval/index.ts';
import type { BranchMessage } from './history.ts';
import { reportPassages } from './retrievalReport.ts';
import { readScope, type SearchScope } from './searchScope.ts';

type Parts = { database: Database; embedder: Embedder; log: Log };

/** What an answer may rest on, and the account of how it was found. */
export type FoundSources = { sources: Sources; retrieval: Retrieval };

/**
 * What the person's documents say to the question that `branch` (the latest message first) ends with. A search that
 * fails is not an answer that fails: the state `failed` says so.
 */
export async function findSources(
  parts: Parts,
  userId: string,
  branch: readonly BranchMessage[],
  signal: AbortSignal,
): Promise<FoundSources | undefined> {
  const [question] = branch;
  if (question === undefined) return undefined;
  const scope = await readScope(parts.database, userId, question.id);
  if (scope.unsearchable !== null) return unused(scope, scope.unsearchable);
  if (isOwnTask(question.content)) return unused(scope, 'not_asked');
  let query: PreparedQuery | null = null;
  try {
    query = await prepareQuery(parts.embedder, question.content, {
      previous: branch
        .slice(1)
        .filter(({ role }) => role === 'user')
        .map(({ content }) => content)
        .reverse(),
      signal,
      onEmbeddingError: (error) => parts.log.warn({ err: error }, 'searching by words alone'),
    });
    if (query === null) return unused(scope, 'not_asked');
    return await search(parts.database, userId, query, scope);
  } catch (error) {
    if (signal.aborted) throw error;
    parts.log.error({ err: error }, 'the search in the documents failed');
    return {
      sources: { ...sourcesOf(scope), state: 'failed' },
      retrieval: { ...retrievalOf(scope), outcome: 'failed', query: query?.text ?? null },
    };
  }
}

async function search(
  database: Database,
  userId: string,
  query: PreparedQuery,
  scope: SearchScope,
): Promise<FoundSources> {
  const { documentIds } = scope;
  const { passages: found } = await searchPassages(database, userId, query, { documentIds });
  const passages = withinBudget(found);
  const state = passages.length > 0 ? 'found' : 'nothing';
  return {
    sources: { ...sourcesOf(scope), state, passages },
    retrieval: {
      ...retrievalOf(scope),
      outcome: state,
      query: query.text,
      embeddingModel: query.embedding?.model ?? null,
      passages: reportPassages(found, passages.length),
    },
  };
}

function unused(scope: SearchScope, outcome: Retrieval['outcome']): FoundSources {
  return { sources: sourcesOf(scope), retrieval: { ...retrievalOf(scope), outcome } };
}

function sourcesOf({ documentsCount, locale }: SearchScope): Sources & { locale: Locale } {
  return { state: 'unused', passages: [], documentsCount, locale };
}

function retrievalOf({ documentsCount, documents, documentIds }: SearchScope): Retrieval {
  return {
    outcome: 'nothing',
    query: null,
    documentsCount,
    documents,
    isRestricted: documentIds !== null,
    embeddingModel: null,
    passages: [],
  };
}
