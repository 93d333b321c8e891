import type { Embedder } from '#platform/ai/embedder.ts';
import { type AiProvider, type ChatTurn, ProviderError } from '#platform/ai/provider.ts';
import { type Sources, searchFailedNotice } from '#platform/ai/sources.ts';
import type { Database } from '#platform/database/database.ts';
import { isDatabaseUnavailable } from '#platform/database/unavailable.ts';
import type { Log } from '#platform/log.ts';
import { detectLanguage } from '#platform/text/language.ts';
import type { Citation, GenerationError, Message } from '#shared/entities.ts';
import type { Retrieval } from '#shared/retrieval.ts';
import { createUsageMeter, type UsageMeter } from './answerUsage.ts';
import { citeAsItGrows } from './citeAsItGrows.ts';
import { type createAnswerText, MAX_ANSWER_LENGTH } from './growingAnswer.ts';
import { type BranchMessage, readBranch, toTurns } from './history.ts';
import type { MessageKey } from './messageKey.ts';
import { storeRetrieval } from './retrievalStore.ts';
import { findSources } from './sources.ts';
import { type EndStatus, endMessage } from './store.ts';
import { cleanTitle, mayTitle, storeTitle } from './title.ts';

/** An answer that this process writes. */
export type LiveAnswer = MessageKey & {
  conversationId: string;
  model: string;
  /** What it goes on from; empty for an answer of its own. */
  beginning: string;
  text: ReturnType<typeof createAnswerText>;
  /** The length of the text that the database has. */
  written: number;
  signal: AbortSignal;
  /** `lost`: another process has taken the message over; nothing more is written. */
  abort(reason: 'stopped' | 'interrupted' | 'lost'): void;
  /** Settles when the message has its final state. */
  ended: Promise<void>;
};

type Work = {
  database: Database;
  provider: AiProvider;
  embedder: Embedder;
  log: Log;
  owner: string;
  live: Map<string, LiveAnswer>;
  answer: LiveAnswer;
};

const NO_SOURCES: Sources = { state: 'unused', passages: [], documentsCount: 0, locale: 'es' };
const TURN_POLL_MS = 300;
/** How long a written answer, or a turn, waits for a database that is away; a process that is being stopped has less time. */
const PATIENCE_MS = 10 * 60_000;
const LAST_ATTEMPTS = 8;

/** Writes one answer from the branch above it to its final state. Never rejects. */
export async function generateAnswer(work: Work): Promise<void> {
  const { answer, log } = work;
  const outcome = await writeAnswer(work);
  const text = answer.text.textFrom(0);
  const { cites, meter, branch, ...state } = outcome;
  const citations = await verified(cites, log);
  const ending = { content: text, citations, ...state, ...meter.result(state.status) };
  const message = await endWithRetries(work, ending);
  if (message === undefined) return answer.text.vanish();
  answer.text.end(message);
  if (message.status === 'complete') {
    await suggestTitle(work, branch).catch((error: unknown) =>
      log.warn({ err: error }, 'no title was written'),
    );
  }
}

type Outcome = {
  status: EndStatus;
  error: GenerationError | null;
  meter: UsageMeter;
  cites: ReturnType<typeof citeAsItGrows> | undefined;
  /** What stands above the answer, the latest first. */
  branch: BranchMessage[];
};

async function verified(cites: Outcome['cites'], log: Log): Promise<Citation[]> {
  try {
    return (await cites?.finish()) ?? [];
  } catch (error) {
    log.error({ err: error }, 'the citations of an answer could not be verified');
    return [];
  }
}

async function writeAnswer(work: Work): Promise<Outcome> {
  const { provider, log, answer } = work;
  const meter = createUsageMeter();
  let cites: Outcome['cites'];
  let kept: Promise<void> | undefined;
  let branch: BranchMessage[] = [];
  const end = (status: EndStatus, error: GenerationError | null = null): Outcome => {
    return { status, error, meter, cites, branch };
  };
  try {
    branch = await waitForTurn(work);
    if (answer.signal.aborted) return end(abortStatus(answer.signal));
    const found = await patiently(work, () => findSources(work, answer.userId, branch, answer.signal));
    const sources = found?.sources ?? NO_SOURCES;
    cites = citeAsItGrows(answer.text, sources.passages);
    if (found !== undefined) kept = keepRetrieval(work, found.retrieval);
    cites.grown(answer.beginning);
    if (sources.state === 'failed') answer.text.append(noticeFor(branch[0]?.content ?? '', sources));
    const request = { model: answer.model, turns: turnsFor(branch, answer), sources, signal: answer.signal };
    meter.asked(request);
    for await (const piece of provider.streamChat(request)) {
      if (piece.type === 'usage') meter.reported(piece);
      else {
        meter.said(piece.text);
        answer.text.append(piece.text);
        cites.grown(piece.text);
      }
      if (answer.signal.aborted) break;
      if (answer.text.state().length > MAX_ANSWER_LENGTH) {
        throw new ProviderError('answer_too_long', 'The answer became too long and was cut here.');
      }
    }
    return end(answer.signal.aborted ? abortStatus(answer.signal) : 'complete');
  } catch (error) {
    if (answer.signal.aborted) return end(abortStatus(answer.signal));
    log.warn({ err: error, messageId: answer.messageId }, 'an answer failed');
    return end('failed', toGenerationError(error));
  } finally {
    await kept;
  }
}

const GO_ON =
  'Your answer above broke off. Go on from exactly where it stops, in its language. Repeat nothing of it and say nothing about this.';

/** The branch, and where an answer goes on from another the beginning that it has, with the request to go on. */
function turnsFor(branch: readonly BranchMessage[], { beginning }: LiveAnswer): ChatTurn[] {
  const turns = toTurns(branch);
  if (beginning === '') return turns;
  return [...turns, { role: 'assistant', content: beginning }, { role: 'user', content: GO_ON }];
}

/** The account of the search is worth less than the answer. */
async function keepRetrieval({ database, answer, log }: Work, retrieval: Retrieval): Promise<void> {
  const { messageId } = answer;
  await storeRetrieval(database, answer, retrieval).catch((error: unknown) =>
    log.warn({ err: error, messageId }, 'what was found could not be kept'),
  );
}

function noticeFor(question: string, { locale }: Sources): string {
  const language = detectLanguage(question);
  return searchFailedNotice(language === 'other' ? locale : language);
}

function abortStatus(signal: AbortSignal): EndStatus {
  return signal.reason === 'stopped' ? 'stopped' : 'interrupted';
}

/**
 * The branch above an answer, the latest message first, once the answer before it has ended: each waits its turn. An
 * answer that was deleted meanwhile is aborted: there is nothing to ask the model.
 */
async function waitForTurn(work: Work): Promise<BranchMessage[]> {
  const { answer } = work;
  const { userId, messageId, signal } = answer;
  for (;;) {
    const [own, ...branch] = await patiently(work, () => readBranch(work.database, userId, messageId));
    if (own === undefined) answer.abort('lost');
    const isGrowing = branch.some(({ status }) => status === 'pending' || status === 'streaming');
    if (!isGrowing || signal.aborted) return branch;
    await new Promise((resolve) => setTimeout(resolve, TURN_POLL_MS));
  }
}

function toGenerationError(error: unknown): GenerationError {
  if (!(error instanceof ProviderError))
    return { code: 'internal', message: 'Something went wrong on the server.' };
  return {
    code: error.code,
    message: error.message,
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  };
}

/** Does it again while the database cannot be reached: what was asked is worth waiting for. */
async function patiently<T>({ answer, log }: Work, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseUnavailable(error) || answer.signal.aborted || Date.now() > until) throw error;
      log.warn({ err: error, messageId: answer.messageId, attempt }, 'an answer waits for the database');
      await pauseAfter(attempt);
    }
  }
}

/**
 * The database may be restarting: an answer that is written is worth waiting for. Meanwhile its lease is renewed and its
 * text written as soon as that is possible, like those of answers that still grow.
 */
async function endWithRetries(
  { database, owner, answer, log }: Work,
  ending: Parameters<typeof endMessage>[3],
): Promise<Message | undefined> {
  const until = Date.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await endMessage(database, owner, answer, ending);
    } catch (error) {
      log.warn({ err: error, messageId: answer.messageId, attempt }, 'an answer could not be stored');
      const isLast = answer.signal.aborted || !isDatabaseUnavailable(error);
      if (Date.now() > until || (isLast && attempt >= LAST_ATTEMPTS)) return undefined;
      await pauseAfter(attempt);
    }
  }
}

function pauseAfter(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(2_000, 50 * 2 ** Math.min(attempt, 6))));
}

/** After the first answer, where the person has not given a title. */
async function suggestTitle(
  { database, provider, answer }: Work,
  branch: readonly BranchMessage[],
): Promise<void> {
  const { userId, conversationId, messageId: id, text } = answer;
  if (branch.length !== 1 || !(await mayTitle(database, userId, conversationId))) return;
  const turns = toTurns([
    { id, role: 'assistant', content: text.textFrom(0), status: 'complete' },
    ...branch,
  ]);
  const title = cleanTitle(await provider.suggestTitle(turns, AbortSignal.timeout(20_000)));
  if (title !== undefined) await storeTitle(database, userId, conversationId, title);
}
