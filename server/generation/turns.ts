import { v7 as uuidv7 } from 'uuid';
import type { Database } from '#platform/database/database.ts';
import type { Parameter } from '#platform/database/singleStatements.ts';
import { AppError, notFound } from '#platform/errors.ts';
import { rateLimited } from '#platform/http/rateLimit.ts';
import { requestHash } from '#platform/requestHash.ts';
import type { Message } from '#shared/entities.ts';
import { idTaken, presentMessage } from '../conversations/index.ts';
import { dayOf, monthlyLimitReached, notInPlan } from '../plans/index.ts';
import { LEASE_SECONDS } from './store.ts';
import { titleFromQuestion } from './title.ts';
import { APPEND_ANSWER, APPEND_TURN, type TurnRow } from './turnStatements.ts';

/** `isNew` is false when the same request was answered before: nothing is to be generated again. */
export type Turn = { userMessage: Message; assistantMessage: Message; isNew: boolean };

export type Question = {
  id?: string | undefined;
  parentId?: string | null | undefined;
  content: string;
  model?: string | undefined;
  documentIds?: string[] | undefined;
};

type Writer = { userId: string; owner: string; defaultModel: string };

/**
 * Adds the person's message and an empty answer that this process holds the lease of. Documents may have been deleted
 * since the message was written: an id that has a tombstone of this user's counts as one of their documents.
 */
export async function appendTurn(
  { changeAsUser }: Database,
  writer: Writer,
  conversationId: string,
  question: Question,
): Promise<Turn> {
  const { content, parentId, documentIds, id, model } = question;
  const text = content.replaceAll('\0', '').toWellFormed();
  const rows = await changeAsUser<TurnRow>(writer.userId, 3, APPEND_TURN, [
    ...parametersOf(writer, conversationId, {
      id,
      model,
      hash: requestHash({ ...question, conversationId }),
    }),
    text,
    parentId !== undefined,
    parentId ?? null,
    documentIds ?? null,
    titleFromQuestion(text),
    uuidv7(),
  ]);
  const { isNew, messages } = readTurn(rows);
  const [userMessage, assistantMessage] = messages;
  if (userMessage === undefined || assistantMessage === undefined)
    throw new Error('half a turn was appended');
  return { userMessage, assistantMessage, isNew };
}

/** Adds another answer beside one that is there, or under a message of the person; `beginning` is what it goes on from. */
export async function appendRegeneration(
  { changeAsUser }: Database,
  writer: Writer,
  messageId: string,
  body: { id?: string | undefined; model?: string | undefined; goOn?: true | undefined },
  beginning = '',
): Promise<{ assistantMessage: Message; isNew: boolean }> {
  const rows = await changeAsUser<TurnRow>(writer.userId, 2, APPEND_ANSWER, [
    ...parametersOf(writer, messageId, { ...body, hash: requestHash({ ...body, messageId }) }),
    Buffer.byteLength(beginning),
  ]);
  const { isNew, messages } = readTurn(rows);
  const [assistantMessage] = messages;
  if (assistantMessage === undefined) throw new Error('no answer was appended');
  return { assistantMessage, isNew };
}

/** $1 to $10 of both statements. */
function parametersOf(
  { userId, owner, defaultModel }: Writer,
  target: string,
  { id, model, hash }: { id?: string | undefined; model?: string | undefined; hash: string },
): Parameter[] {
  const isGiven = id !== undefined;
  return [
    userId,
    target,
    id ?? uuidv7(),
    isGiven,
    hash,
    model ?? null,
    defaultModel,
    dayOf(new Date()),
    owner,
    LEASE_SECONDS,
  ];
}

function readTurn(rows: TurnRow[]): { isNew: boolean; messages: Message[] } {
  const [first] = rows;
  if (first === undefined) throw new Error('a turn without a verdict');
  const { verdict, planName, chosenModel, limit, used, max } = first;
  if (verdict === 'away') throw new AppError('not_signed_in', 'Sign in first.');
  if (verdict === 'no conversation') throw notFound('conversation');
  if (verdict === 'no message') throw notFound('message');
  if (verdict === 'no document') throw notFound('document');
  if (verdict === 'id taken') throw idTaken();
  if (verdict === 'too many growing') throw rateLimited(5);
  if (verdict === 'model not allowed') {
    throw new AppError('model_not_allowed', `This server does not offer the model ${chosenModel ?? ''}.`);
  }
  if (verdict === 'model not in plan') {
    throw notInPlan('model', `The plan ${planName} does not include the model ${chosenModel ?? ''}.`);
  }
  if (verdict === 'limit reached') throw monthlyLimitReached(limit, planName, { used, max });
  const messages = rows.flatMap((row) => (row.id === null ? [] : [presentMessage(row)]));
  return { isNew: verdict === 'append', messages };
}
