import { useEffect, useState } from 'react';
import { search } from '#shared/endpoints/conversations.ts';
import type { Conversation, DocumentHit, SearchHit } from '#shared/entities.ts';
import { useApp, useAppState } from '../state/app.tsx';

const PAUSE_MILLISECONDS = 180;

export type SearchState = {
  /** Conversations of the list whose title has the words: there at once. */
  titles: readonly Conversation[];
  /** What the server found, without the conversations that `titles` has already. */
  hits: readonly SearchHit[];
  /** Passages of documents, where this device has their texts. */
  documents: readonly DocumentHit[];
  status: 'idle' | 'searching' | 'done' | 'failed';
};

/** Searches titles as one types, and titles and messages on the server after a short pause. */
export function useSearch(query: string): SearchState {
  const words = query.trim();
  const conversations = useAppState((state) => state.conversations);
  const hidden = useAppState((state) => state.hidden);
  const answer = useServerSearch(words);
  if (words === '') return { titles: [], hits: [], documents: [], status: 'idle' };
  const titles = [...conversations.values()]
    .filter(({ id, title }) => !hidden.has(id) && fold(title).includes(fold(words)))
    .sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt))
    .slice(0, 50);
  const listed = new Set(titles.map(({ id }) => id));
  const hits = answer.hits.filter(
    (hit) =>
      !hidden.has(hit.conversationId) && !(hit.type === 'conversation' && listed.has(hit.conversationId)),
  );
  return { titles, hits, documents: answer.documents, status: answer.status };
}

type ServerAnswer = {
  words: string;
  hits: readonly SearchHit[];
  documents: readonly DocumentHit[];
  status: SearchState['status'];
};

function useServerSearch(words: string): ServerAnswer {
  const { client } = useApp();
  const [answer, setAnswer] = useState<ServerAnswer>({ words: '', hits: [], documents: [], status: 'idle' });
  useEffect(() => {
    if (words === '') return;
    const controller = new AbortController();
    const ask = async () => {
      try {
        const { results, documents = [] } = await client.call(
          search,
          { query: { q: words.slice(0, 200) } },
          { signal: controller.signal },
        );
        if (!controller.signal.aborted) setAnswer({ words, hits: results, documents, status: 'done' });
      } catch {
        if (!controller.signal.aborted) setAnswer({ words, hits: [], documents: [], status: 'failed' });
      }
    };
    const timer = setTimeout(() => void ask(), PAUSE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, words]);
  // The hits of the words before stay on screen until the new ones are there: less flicker while typing.
  return answer.words === words ? answer : { ...answer, status: 'searching' };
}

/** Case and accents aside, as people search. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
