import { useEffect, useState } from 'react';
import { ClientError } from '#shared/client/client.ts';
import { useActions } from '../../state/app.tsx';
import { problemOf } from '../../state/context.ts';
import type { Problem } from '../../state/model.ts';
import type { PdfFile } from './openPdf.ts';

export type PdfState =
  | { status: 'loading' }
  | { status: 'ready'; file: PdfFile }
  /** The file could not be had. */
  | { status: 'missing'; problem: Problem }
  /** The file is here, but cannot be drawn. */
  | { status: 'unreadable' };

/** A document's file, opened for drawing; what draws it is loaded when the first one is opened. */
export function usePdf(documentId: string): PdfState {
  const { readSourceFile } = useActions();
  const [state, setState] = useState<PdfState>({ status: 'loading' });
  useEffect(() => {
    let wanted = true;
    let opened: PdfFile | undefined;
    const open = async () => {
      try {
        const [bytes, { openPdf }] = await Promise.all([readSourceFile(documentId), import('./openPdf.ts')]);
        if (!wanted) return;
        const file = await openPdf(bytes);
        if (!wanted) return file.close();
        opened = file;
        setState({ status: 'ready', file });
      } catch (error) {
        if (!wanted) return;
        const missing = error instanceof ClientError;
        setState(missing ? { status: 'missing', problem: problemOf(error) } : { status: 'unreadable' });
      }
    };
    void open();
    return () => {
      wanted = false;
      opened?.close();
    };
  }, [readSourceFile, documentId]);
  return state;
}
