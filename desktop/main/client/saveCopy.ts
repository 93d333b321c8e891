import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { app, BrowserWindow, dialog, type WebContents } from 'electron';
import { ClientError } from '#shared/client/client.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { logError } from '../log.ts';
import type { DesktopClient } from './desktopClient.ts';

/** Long enough for the largest document over a slow line, in milliseconds. */
const MOST_TIME = 10 * 60_000;

/**
 * Writes a document's file to where the person says in the system's own dialog; the page names the document, never a
 * path. False when they thought better of it. Rejects with a ClientError.
 */
export async function saveCopy(
  client: DesktopClient,
  documentId: string,
  contents: WebContents,
): Promise<boolean> {
  const signal = AbortSignal.timeout(MOST_TIME);
  const input = { params: { id: documentId } };
  const { document } = endpoints.getDocument.success.body.parse(
    await client.call('getDocument', input, signal),
  );
  const bytes = await client.call('getDocumentContent', input, signal);
  if (!(bytes instanceof ArrayBuffer)) throw new ClientError('incompatible', 'the file is none');
  const window = BrowserWindow.fromWebContents(contents);
  const options = { defaultPath: path.join(app.getPath('downloads'), safeFileName(document.fileName)) };
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  if (canceled || filePath === '') return false;
  try {
    await writeFile(filePath, new Uint8Array(bytes));
  } catch (error) {
    logError('a copy could not be written', error);
    throw new ClientError('internal', 'the copy could not be written', { cause: error });
  }
  return true;
}

/** A name that is only a name on every system, whatever the file was called elsewhere. */
export function safeFileName(fileName: string): string {
  const name = fileName
    .replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069<>:"/\\|?*]/gu, '_')
    .replace(/^\.+|[. ]+$/g, '');
  return /^(?:con|prn|aux|nul|com\d|lpt\d)?(?:\.|$)/i.test(name) ? `_${name}` : name;
}
