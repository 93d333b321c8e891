import type { Person } from '#platform/testing/person.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import type { Document } from '#shared/entities.ts';

/** The document when it has been read, or could not be. */
export async function settled(person: Person, { id }: Pick<Document, 'id'>): Promise<Document> {
  for (let i = 0; i < 300; i += 1) {
    const { document } = await person.call(endpoints.getDocument, { params: { id } });
    if (document.status === 'completed' || document.status === 'error') return document;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the document was not read in time');
}
