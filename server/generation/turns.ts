import { v7 as uuidv7 } from 'uuid';
import type { SeqNumbers, Transaction } from '#platform/database/database.ts';
import { AppError, notFound } from '#platform/errors.ts';
import { rateLimited } from '#platform/http/rateLimit.ts';
import { requestHash } from '#platform/requestHash.ts';
import type { Message } from '#shared/entities.ts';
import { assertNotDeleted, findConversation, idTaken, presentMessage } from '../conversations/index.ts';
import { findPlan, reserveMessage } from '../plans/index.ts';
import { assertDocuments } from '../retrieval/index.ts';
import { LEASE_SECONDS } from './store.ts';
import { titleFromQuestion } from './title.ts';

/** Answers that one user may have in the making at once. */
const MAX_GROWING_PER_USER = 50;

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

/** How many numbers `appendTurn` needs. */
export const TURN_CHANGES = 3;

/** Adds the person's message and an empty answer that this process holds the lease of. */
export async function appendTurn(
  tx: Transaction,
  seqs: SeqNumbers,
  writer: Writer,
  conversationId: string,
  question: Question,
): Promise<Turn> {
  const { userId } = writer;
  const hash = requestHash({ ...question, conversationId });
  const conversation = await findConversation(tx, userId, conversationId);
  const known = question.id === undefined ? undefined : await findTurn(tx, userId, question.id, hash);
  if (known !== undefined) return known;
  if (question.id !== undefined) await assertNotDeleted(tx, userId, 'message', question.id);
  const parentId = question.parentId === undefined ? conversation.activeLeafId : question.parentId;
  if (parentId !== null) await assertInConversation(tx, userId, conversationId, parentId);
  await assertDocuments(tx, userId, question.documentIds ?? []);
  await admit(tx, writer, question.model);

  const position = seqs.next();
  const userRow = await tx.message.create({
    data: {
      userId,
      id: question.id ?? uuidv7(),
      conversationId,
      parentId,
      role: 'user',
      content: question.content.replaceAll('\0', '').toWellFormed(),
      status: 'complete',
      ...(question.documentIds === undefined ? {} : { documentIds: question.documentIds }),
      position,
      seq: position,
      requestHash: hash,
    },
  });
  const assistantMessage = await appendAnswer(tx, seqs, writer, {
    conversationId,
    parentId: userRow.id,
    model: question.model,
    title: conversation.title === '' ? titleFromQuestion(question.content) : undefined,
  });
  return { userMessage: presentMessage(userRow), assistantMessage, isNew: true };
}

/** How many numbers `appendRegeneration` needs. */
export const REGENERATION_CHANGES = 2;

/** Adds another answer beside one that is there, or under a message of the person. */
export async function appendRegeneration(
  tx: Transaction,
  seqs: SeqNumbers,
  writer: Writer,
  messageId: string,
  body: { id?: string | undefined; model?: string | undefined },
): Promise<{ assistantMessage: Message; isNew: boolean }> {
  const { userId } = writer;
  const hash = requestHash({ ...body, messageId });
  const beside = await tx.message.findUnique({ where: { userId_id: { userId, id: messageId } } });
  if (beside === null) throw notFound('message');
  if (body.id !== undefined) {
    const known = await tx.message.findUnique({ where: { userId_id: { userId, id: body.id } } });
    if (known !== null && known.requestHash !== hash) throw idTaken();
    if (known !== null) return { assistantMessage: presentMessage(known), isNew: false };
    await assertNotDeleted(tx, userId, 'message', body.id);
  }
  await admit(tx, writer, body.model);
  const assistantMessage = await appendAnswer(tx, seqs, writer, {
    id: body.id,
    conversationId: beside.conversationId,
    parentId: beside.role === 'user' ? beside.id : beside.parentId,
    model: body.model,
    requestHash: hash,
  });
  return { assistantMessage, isNew: true };
}

async function findTurn(
  tx: Transaction,
  userId: string,
  id: string,
  hash: string,
): Promise<Turn | undefined> {
  const userRow = await tx.message.findUnique({ where: { userId_id: { userId, id } } });
  if (userRow === null) return undefined;
  const answer = await tx.message.findFirst({
    where: { userId, parentId: id, role: 'assistant' },
    orderBy: { position: 'asc' },
  });
  if (userRow.requestHash !== hash || answer === null) throw idTaken();
  return { userMessage: presentMessage(userRow), assistantMessage: presentMessage(answer), isNew: false };
}

async function assertInConversation(
  tx: Transaction,
  userId: string,
  conversationId: string,
  id: string,
): Promise<void> {
  const parent = await tx.message.findUnique({
    where: { userId_id: { userId, id }, conversationId },
    select: { id: true },
  });
  if (parent === null) throw notFound('message');
}

async function admit(tx: Transaction, { userId }: Writer, model: string | undefined): Promise<void> {
  if (model !== undefined) {
    const { models, name } = await findPlan(tx, userId);
    if (models !== null && !models.includes(model)) {
      throw new AppError('forbidden', `The plan ${name} does not include the model ${model}.`);
    }
  }
  const growing = await tx.generationLease.count({ where: { userId } });
  if (growing >= MAX_GROWING_PER_USER) throw rateLimited(5);
  await reserveMessage(tx, userId);
}

async function appendAnswer(
  tx: Transaction,
  seqs: SeqNumbers,
  writer: Writer,
  answer: {
    id?: string | undefined;
    conversationId: string;
    parentId: string | null;
    model: string | undefined;
    requestHash?: string;
    title?: string | undefined;
  },
): Promise<Message> {
  const { userId, owner, defaultModel } = writer;
  const { conversationId, parentId } = answer;
  const position = seqs.next();
  const row = await tx.message.create({
    data: {
      userId,
      id: answer.id ?? uuidv7(),
      conversationId,
      parentId,
      role: 'assistant',
      status: 'pending',
      model: answer.model ?? defaultModel,
      position,
      seq: position,
      requestHash: answer.requestHash ?? null,
    },
  });
  await tx.$executeRaw`
    INSERT INTO generation_leases (user_id, message_id, owner, expires_at)
    VALUES (${userId}::uuid, ${row.id}::uuid, ${owner}, now() + make_interval(secs => ${LEASE_SECONDS}::int))`;
  await tx.conversation.update({
    where: { userId_id: { userId, id: conversationId } },
    data: {
      activeLeafId: row.id,
      updatedAt: new Date(),
      seq: seqs.next(),
      ...(answer.title === undefined ? {} : { title: answer.title }),
    },
    select: { id: true },
  });
  return presentMessage(row);
}
