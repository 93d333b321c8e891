import { answerLocally } from './localAnswer.ts';
import type { AiProvider, ChatPiece, ChatRequest } from './provider.ts';

const MODEL = 'local';

/** No key and no network: answers with the words of the person's documents, and says how to connect a model. */
export function createLocalProvider(): AiProvider {
  return {
    kind: 'local',
    defaultModel: MODEL,
    streamChat,
    suggestTitle: async () => undefined,
    check: async () => undefined,
    listModels: async () => [{ id: MODEL, provider: 'local', isDefault: true }],
  };
}

async function* streamChat({ turns, sources, signal }: ChatRequest): AsyncGenerator<ChatPiece> {
  // The answer has said so, and without the documents there is nothing to add.
  if (sources.state === 'failed') return;
  const question = turns.at(-1)?.content ?? '';
  for await (const text of answerLocally({ question, ...sources })) {
    if (signal.aborted) return;
    yield { type: 'text', text };
  }
}
