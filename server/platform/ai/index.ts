import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { createLocalProvider } from './localProvider.ts';
import { createOpenAiProvider } from './openaiProvider.ts';
import type { AiProvider } from './provider.ts';

/** The provider that the configuration names: a model when there is a key or an address, the local one otherwise. */
export function createAiProvider(ai: Config['ai'], log: Log): AiProvider {
  const isConnected = ai.apiKey !== undefined || ai.baseUrl !== undefined;
  return isConnected ? createOpenAiProvider(ai, log) : createLocalProvider();
}
