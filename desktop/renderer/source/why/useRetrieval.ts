import { useEffect, useState } from 'react';
import { getRetrieval } from '#shared/endpoints/conversations.ts';
import type { Retrieval } from '#shared/retrieval.ts';
import { useApp } from '../../state/app.tsx';
import { problemOf } from '../../state/context.ts';
import type { Problem } from '../../state/model.ts';

export type RetrievalState =
  | { status: 'loading' }
  | { status: 'failed'; problem: Problem }
  /** null: nothing is known of how this answer came about. */
  | { status: 'ready'; retrieval: Retrieval | null };

/** How the search behind an answer went, asked for when somebody wants to know. */
export function useRetrieval(messageId: string): RetrievalState {
  const { client } = useApp();
  const [state, setState] = useState<RetrievalState>({ status: 'loading' });
  useEffect(() => {
    const controller = new AbortController();
    const ask = async () => {
      try {
        const input = { params: { id: messageId } };
        const { retrieval } = await client.call(getRetrieval, input, { signal: controller.signal });
        setState({ status: 'ready', retrieval });
      } catch (error) {
        if (!controller.signal.aborted) setState({ status: 'failed', problem: problemOf(error) });
      }
    };
    void ask();
    return () => controller.abort();
  }, [client, messageId]);
  return state;
}
