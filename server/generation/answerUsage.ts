import type { ChatRequest, ProviderUsage } from '#platform/ai/provider.ts';
import type { MessageUsage } from '#shared/entities.ts';
import { estimateTokens, FRAME_TOKENS, tokensOf } from '../plans/index.ts';
import type { EndStatus } from './store.ts';

/** What an answer comes to: whether it counts as a message, and the tokens it took. */
export type AnswerUsage = { messages: 0 | 1; usage: MessageUsage };

export type UsageMeter = ReturnType<typeof createUsageMeter>;

/** Follows what one answer uses while it is written. */
export function createUsageMeter() {
  let promptTokens: number | undefined;
  let answerBytes = 0;
  let reported: ProviderUsage | undefined;
  return {
    /** The model is about to be asked. */
    asked({ turns, sources }: Pick<ChatRequest, 'turns' | 'sources'>) {
      promptTokens = FRAME_TOKENS;
      for (const { content } of turns) promptTokens += estimateTokens(content);
      for (const { text } of sources.passages) promptTokens += estimateTokens(text);
    },
    said(text: string) {
      answerBytes += Buffer.byteLength(text);
    },
    reported(usage: ProviderUsage) {
      reported = usage;
    },
    /**
     * By the rules of settlement: a message counts when its model has said something, or its person stopped it after the
     * model was asked. Tokens are the provider's count, else an estimate of what counts.
     */
    result(status: EndStatus): AnswerUsage {
      const isAsked = promptTokens !== undefined;
      const messages = answerBytes > 0 || (status === 'stopped' && isAsked) ? 1 : 0;
      if (reported !== undefined) return { messages, usage: asReported(reported, promptTokens ?? 0) };
      if (messages === 0) return { messages, usage: { inputTokens: 0, outputTokens: 0, isEstimated: true } };
      return {
        messages,
        usage: { inputTokens: promptTokens ?? 0, outputTokens: tokensOf(answerBytes), isEstimated: true },
      };
    },
  };
}

function asReported({ tokens, inputTokens }: ProviderUsage, promptTokens: number): MessageUsage {
  const input = Math.min(inputTokens ?? promptTokens, tokens);
  return { inputTokens: input, outputTokens: tokens - input, isEstimated: false };
}
