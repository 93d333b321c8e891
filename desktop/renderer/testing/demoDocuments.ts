import { v7 as uuid } from 'uuid';
import type { Document, Locale } from '#shared/entities.ts';
import type { Retrieval } from '#shared/retrieval.ts';
import type { App } from '../state/app.tsx';
import type { Upload } from '../state/model.ts';
import { addMessage } from './demoMessages.ts';
import { demoPdf } from './demoPdf.ts';
import { demoTexts } from './demoTexts.ts';
import type { MemoryClient } from './memoryClient.ts';
import { newConversation } from './memoryServer.ts';
import { newCitation } from './newCitation.ts';

const HOUR = 3_600_000;

/** Documents in every state that one can be in. */
export function fillLibrary({ server }: MemoryClient, locale: Locale): void {
  const names =
    locale === 'es'
      ? [
          'Contrato de alquiler.pdf',
          'Acta de noviembre.pdf',
          'Apuntes de historia.md',
          'Manual del telar.pdf',
          'Recetas.txt',
        ]
      : [
          'Rental agreement.pdf',
          'November minutes.pdf',
          'History notes.md',
          'Loom manual.pdf',
          'Recipes.txt',
        ];
  const states: Partial<Document>[] = [
    { status: 'processing', progress: { step: 'embedding', ratio: 0.6 }, pageCount: 24 },
    { status: 'error', error: { code: 'encrypted', message: '' }, pageCount: null },
    { mimeType: 'text/markdown', pageCount: null, fileSizeBytes: 8_200 },
    { fileSizeBytes: 2_400_000, pageCount: 118 },
    { mimeType: 'text/plain', pageCount: null, fileSizeBytes: 910 },
  ];
  states.forEach((fields, index) => {
    const createdAt = new Date(Date.now() - index * 30 * HOUR).toISOString();
    server.putDocument({ fileName: names[index] ?? '', createdAt, ...fields });
  });
}

/** Files on their way in every state: waiting, half sent, refused. */
export function startUploads({ store }: App, locale: Locale): void {
  const names =
    locale === 'es'
      ? ['Estatutos de la comunidad.pdf', 'Cuentas 2025.xlsx', 'Fotos del taller.zip']
      : ['Bylaws of the community.pdf', 'Accounts 2025.xlsx', 'Photos of the workshop.zip'];
  const states: Partial<Upload>[] = [
    { state: 'sending', ratio: 0.42 },
    { state: 'waiting' },
    { state: 'refused', problem: { code: 'unsupported_file' } },
  ];
  store.setState({
    uploads: states.map((fields, index) => ({
      id: uuid(),
      fileName: names[index] ?? '',
      fileSizeBytes: 2_400_000,
      state: 'waiting',
      ratio: 0,
      problem: null,
      documentId: null,
      replaces: null,
      keepBoth: false,
      ...fields,
    })),
  });
}

/** An answer that cites a page of a PDF, and claims something that no document bears out. */
export function citedTalk(client: MemoryClient, locale: Locale, { isDeleted = false } = {}): string {
  const { server } = client;
  const { fileName, text, quote, question, answer } = demoTexts[locale].cited;
  const document = server.putDocument(
    { fileName, pageCount: 2 },
    { text, pages: [{ page: 1, start: 0, end: text.length }] },
    demoPdf([text.split('\n\n').flatMap((line) => line.split(/(?<=\.) /)), [fileName, '2']]),
  );
  const start = text.indexOf(quote);
  const end = start + quote.length;
  const conversation = newConversation({ title: question });
  const asked = addMessage(server, conversation, null, { content: question }, -20);
  const contentOffset = answer.indexOf('[1]');
  const citation = newCitation({
    documentId: document.id,
    fileName,
    page: 1,
    start,
    end,
    quote,
    contentOffset,
  });
  const answered = addMessage(
    server,
    conversation,
    asked.id,
    { role: 'assistant', content: answer, citations: [citation] },
    -10,
  );
  server.conversations.set(conversation.id, { ...conversation, activeLeafId: answered.id });
  const passage = { ...citation, headingPath: [], excerpt: quote };
  server.retrievals.set(answered.id, retrievalOf(question, document, passage));
  if (isDeleted) server.deleteDocument(document.id);
  return `/c/${conversation.id}`;
}

type FoundPassage = Pick<
  Retrieval['passages'][number],
  'chunkId' | 'documentId' | 'fileName' | 'page' | 'start' | 'end' | 'headingPath' | 'excerpt'
>;

function retrievalOf(query: string, { id, fileName }: Document, passage: FoundPassage): Retrieval {
  const { chunkId, documentId, page, start, end, headingPath, excerpt } = passage;
  const found = { chunkId, documentId, fileName, page, start, end, headingPath, excerpt };
  return {
    outcome: 'found',
    query,
    documentsCount: 1,
    documents: [{ id, fileName }],
    isRestricted: false,
    embeddingModel: 'local',
    passages: [
      {
        ...found,
        rank: 1,
        score: 0.94,
        words: { rank: 1, score: 11.8 },
        vectors: { rank: 2, score: 0.61 },
        sentAs: 1,
      },
      {
        ...found,
        chunkId: uuid(),
        rank: 2,
        score: 0.31,
        words: null,
        vectors: { rank: 1, score: 0.64 },
        sentAs: null,
      },
    ],
  };
}
