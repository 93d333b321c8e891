import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findInPage } from './findInPage.ts';
import type { LaidText, PDFPageProxy, PdfFile } from './openPdf.ts';
import styles from './PdfPage.module.css';
import type { PdfPassage } from './pdfPassage.ts';

/** In CSS pixels at scale 1. */
export type PageSize = { width: number; height: number };

type PdfPageProps = {
  file: PdfFile;
  number: number;
  /** How large the page is thought to be until it has been opened. */
  expected: PageSize;
  scale: number;
  /** What to mark on this page. */
  passage: PdfPassage | null;
  /** Tells whether the passage was found, once its page has been drawn. */
  onSearched: (found: boolean) => void;
};

/** No canvas is larger, whatever the zoom: browsers draw nothing then. */
const MOST_PIXELS = 16_000_000;

/** One page of a PDF, drawn as it is, under its text, which can be selected and read aloud. */
export function PdfPage({ file, number, expected, scale, passage, onSearched }: PdfPageProps) {
  const { t } = useTranslation();
  const page = usePage(file, number);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const failed = useDrawing(page, canvas, scale);
  useText({ file, passage, onSearched }, page, text);
  const { width, height } = page?.getViewport({ scale: 1 }) ?? expected;
  const size = { width: Math.floor(width * scale), height: Math.floor(height * scale) };
  return (
    <div className={styles.place}>
      <div
        className={styles.page}
        role="group"
        aria-label={t('source.page', { page: number })}
        style={{ ...size, ['--total-scale-factor' as string]: scale }}
      >
        <canvas ref={canvas} className={styles.canvas} aria-hidden="true" />
        <div ref={text} className={styles.text} data-page={number} />
        {failed && <p className={styles.failed}>{t('source.pageFailed')}</p>}
      </div>
    </div>
  );
}

function usePage(file: PdfFile, number: number): PDFPageProxy | null {
  const [page, setPage] = useState<PDFPageProxy | null>(null);
  useEffect(() => {
    let wanted = true;
    const open = async () => {
      const opened = await file.page(number).catch(() => null);
      if (wanted) setPage(opened);
    };
    void open();
    return () => {
      wanted = false;
    };
  }, [file, number]);
  return page;
}

/** Draws into a canvas of its own first, so that the page stays as it is until the sharper one is there. */
function useDrawing(
  page: PDFPageProxy | null,
  target: RefObject<HTMLCanvasElement | null>,
  scale: number,
): boolean {
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const shown = target.current;
    if (!page || !shown || scale <= 0) return;
    const { width, height } = page.getViewport({ scale });
    const density = Math.min(window.devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (width * height)));
    const viewport = page.getViewport({ scale: scale * density });
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.floor(viewport.width));
    canvas.height = Math.max(1, Math.floor(viewport.height));
    const task = page.render({ canvas, viewport });
    const draw = async () => {
      try {
        await task.promise;
        copyTo(shown, canvas);
        setFailed(false);
      } catch (error) {
        if (!isCancelled(error)) setFailed(true);
      }
    };
    void draw();
    return () => task.cancel();
  }, [page, target, scale]);
  return failed;
}

function copyTo(shown: HTMLCanvasElement, drawn: HTMLCanvasElement): void {
  shown.width = drawn.width;
  shown.height = drawn.height;
  shown.getContext('2d')?.drawImage(drawn, 0, 0);
  shown.dataset['drawn'] = '';
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'RenderingCancelledException';
}

/** Lays the page's text over it, and marks a passage in it. */
function useText(
  { file, passage, onSearched }: Pick<PdfPageProps, 'file' | 'passage' | 'onSearched'>,
  page: PDFPageProxy | null,
  target: RefObject<HTMLDivElement | null>,
): void {
  useEffect(() => {
    const container = target.current;
    if (!page || !container) return;
    let wanted = true;
    container.replaceChildren();
    const { done, cancel } = file.layText(page, container);
    const mark = async () => {
      // A page without text is still a page; the passage is not found on it.
      const laid = await done.catch(() => null);
      if (wanted && passage) onSearched(laid !== null && markIn(laid, passage));
    };
    void mark();
    return () => {
      wanted = false;
      cancel();
    };
  }, [file, page, target, passage, onSearched]);
}

/** Wraps a passage's words in marks; false where the page does not have them. */
function markIn({ items, elements }: LaidText, { words, occurrence }: PdfPassage): boolean {
  const marks = findInPage(items, words, occurrence);
  for (const [item, stretches] of Map.groupBy(marks, (mark) => mark.item)) {
    const text = items[item] ?? '';
    const parts: (string | Node)[] = [];
    let from = 0;
    for (const { start, end } of stretches) {
      const mark = document.createElement('mark');
      mark.dataset['passage'] = '';
      mark.textContent = text.slice(start, end);
      parts.push(text.slice(from, start), mark);
      from = end;
    }
    elements[item]?.replaceChildren(...parts, text.slice(from));
  }
  return marks.length > 0;
}
