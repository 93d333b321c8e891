import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { type Embedder, localEmbedder } from './embedder.ts';
import { createLocalProvider } from './localProvider.ts';
import type { AiProvider } from './provider.ts';

/**
 * The provider that the configuration names: a model when there is a key or an address, the local one otherwise. The SDK
 * is loaded for those alone who use it: it is an eighth of the server's memory.
 */
export async function createAiProvider(ai: Config['ai'], log: Log): Promise<AiProvider> {
  if (!isConnected(ai)) return createLocalProvider();
  const { createOpenAiProvider } = await import('./openaiProvider.ts');
  return createOpenAiProvider(ai, log);
}

/** The configured provider's embeddings; the local ones where there is none or it has none. */
export async function createEmbedder(ai: Config['ai'], log: Log): Promise<Embedder> {
  if (!isConnected(ai)) return localEmbedder;
  const { createOpenAiEmbedder } = await import('./openaiEmbedder.ts');
  return createOpenAiEmbedder(ai, log);
}

function isConnected({ apiKey, baseUrl }: Config['ai']): boolean {
  return apiKey !== undefined || baseUrl !== undefined;
}
