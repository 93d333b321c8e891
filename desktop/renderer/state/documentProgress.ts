import { getDocument } from '#shared/endpoints/documents.ts';
import type { Document } from '#shared/entities.ts';
import { type AppContext, problemOf } from './context.ts';
import type { AppState } from './model.ts';
import { isBeingRead, mergeDocuments, removeDocument } from './rows.ts';

/** Progress takes no numbers in the change feed, so it is asked for. */
export const PROGRESS_MILLISECONDS = 700;
/** Documents asked for at once: the server reads few at a time. */
const MOST_AT_ONCE = 4;

/** Asks how far documents have been read as long as there are unfinished ones, and tells of each that ends. */
export function followDocuments(context: AppContext): void {
  const { store } = context;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const schedule = () => {
    if (timer !== undefined || unfinished(store.getState()).length === 0) return;
    timer = setTimeout(() => void look(), PROGRESS_MILLISECONDS);
  };
  const look = async () => {
    await Promise.all(unfinished(store.getState()).map(({ id }) => refresh(context, id)));
    timer = undefined;
    schedule();
  };
  store.subscribe((state, before) => {
    if (state.documents !== before.documents) tellOfFinished(context, before);
    if (state.documents !== before.documents || state.connection !== before.connection) schedule();
  });
}

/** Those worth asking for: what is being read first, then the oldest. Nothing while the server is out of reach. */
function unfinished({ connection, documents }: AppState): Document[] {
  if (connection === 'offline') return [];
  return [...documents.values()]
    .filter(isBeingRead)
    .sort(
      (a, b) =>
        Number(a.status === 'pending') - Number(b.status === 'pending') ||
        Date.parse(a.createdAt) - Date.parse(b.createdAt),
    )
    .slice(0, MOST_AT_ONCE);
}

async function refresh({ client, store }: AppContext, id: string): Promise<void> {
  const askedAt = store.getState().clock;
  try {
    const { document } = await client.call(getDocument, { params: { id } });
    // What was deleted meanwhile does not come back.
    store.setState((state) => (state.documents.has(id) ? mergeDocuments(state, [document], askedAt) : state));
  } catch (error) {
    if (problemOf(error).code === 'not_found') store.setState((state) => removeDocument(state, id));
  }
}

function tellOfFinished({ store }: AppContext, before: AppState): void {
  const finished = [...store.getState().documents.values()].findLast(
    (document) => !isBeingRead(document) && isBeingRead(before.documents.get(document.id)),
  );
  if (finished) store.setState({ documentNews: finished });
}
