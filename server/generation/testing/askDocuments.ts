import { eventually } from '#platform/testing/eventually.ts';
import type { Person } from '#platform/testing/person.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Document } from '#shared/entities.ts';

/** Uploads a text and waits until it has been read. */
export async function readDocument(person: Person, name: string, content: string): Promise<Document> {
  const { document } = await person.call(endpoints.uploadDocument, { file: new File([content], name) });
  await eventually(
    async () => (await person.call(endpoints.getDocument, { params: { id: document.id } })).document.status,
    (status) => status === 'completed',
  );
  return document;
}

/** Asks, and reads the answer to its end. */
export async function ask(
  person: Person,
  content: string,
  more: { documentIds?: string[]; conversationId?: string } = {},
) {
  const conversationId = more.conversationId ?? (await person.newConversation()).id;
  const body = { content, ...(more.documentIds === undefined ? {} : { documentIds: more.documentIds }) };
  const { assistantMessage } = await person.call(endpoints.sendMessage, {
    params: { id: conversationId },
    body,
  });
  const events = await person.read(assistantMessage.id);
  const last = events.at(-1)?.event;
  if (last?.type !== 'done') throw new Error(`the answer ended in ${last?.type}`);
  return { events, message: last.message, conversationId };
}
