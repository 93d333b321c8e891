import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { createLocalProvider } from './localProvider.ts';
import type { AiProvider } from './provider.ts';

/** The provider that the configuration names: a model when there is a key or an address, the local one otherwise. */
export async function createAiProvider(ai: Config['ai'], log: Log): Promise<AiProvider> {
  const isConnected = ai.apiKey !== undefined || ai.baseUrl !== undefined;
  if (!isConnected) return createLocalProvider();
  // The SDK is an eighth of the server's memory: only who uses it loads it.
  const { createOpenAiProvider } = await import('./openaiProvider.ts');
  return createOpenAiProvider(ai, log);
}
