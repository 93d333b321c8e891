import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useScrollToPassage } from '../useScrollToPassage.ts';
import type { PdfFile } from './openPdf.ts';
import { type PageSize, PdfPage } from './PdfPage.tsx';
import styles from './PdfReader.module.css';
import { PdfToolbar } from './PdfToolbar.tsx';
import type { PdfPassage } from './pdfPassage.ts';
import { useZoom } from './useZoom.ts';

type PdfReaderProps = {
  file: PdfFile;
  passage: PdfPassage | null;
  /** What else stands in the bar above the pages. */
  bar: ReactNode;
  /** Said above the pages when the passage's words are not found on its page. */
  notFound: ReactNode;
};

/** A4 in points, until the first page has been opened. */
const FIRST_GUESS: PageSize = { width: 595, height: 842 };
/** Drawing a page takes longer than laying out text: so long its place is corrected, in frames. */
const MOST_FRAMES = 300;

/** The pages of a PDF as they are, opened at a passage. Only those near the view are drawn. */
export function PdfReader({ file, passage, bar, notFound }: PdfReaderProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useRef<VirtualizerHandle>(null);
  const expected = useFirstPageSize(file);
  const zoom = useZoom(scroller, expected?.width ?? FIRST_GUESS.width);
  const [current, setCurrent] = useState(passage?.page ?? 1);
  const [missing, setMissing] = useState(false);
  const ready = expected !== null && zoom.scale > 0;
  const at = passage && Math.min(passage.page, file.pageCount) - 1;
  useScrollToPassage(scroller, virtualizer, ready ? passage : null, at, MOST_FRAMES);
  const onSearched = useCallback((found: boolean) => setMissing(!found), []);
  const goTo = (page: number) => {
    virtualizer.current?.scrollToIndex(Math.min(Math.max(page, 1), file.pageCount) - 1, { align: 'start' });
  };
  const onScroll = (offset: number) => {
    const handle = virtualizer.current;
    if (handle) setCurrent(handle.findItemIndex(offset + handle.viewportSize / 3) + 1);
  };
  return (
    <div className={styles.reader}>
      <PdfToolbar page={current} pageCount={file.pageCount} onPage={goTo} zoom={zoom}>
        {bar}
      </PdfToolbar>
      {missing && notFound}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- what scrolls listens to the keys of its zoom */}
      <section
        ref={scroller}
        className={styles.scroller}
        aria-label={t('source.pages')}
        // A scrolling region has to be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
        tabIndex={0}
        onKeyDown={(event) => onKey(event, { goTo, current, zoom })}
      >
        {ready && (
          <Virtualizer
            ref={virtualizer}
            scrollRef={scroller}
            data={Array.from({ length: file.pageCount }, (_, index) => index + 1)}
            itemSize={expected.height * zoom.scale}
            bufferSize={200}
            onScroll={onScroll}
          >
            {(number) => (
              <PdfPage
                key={number}
                file={file}
                number={number}
                expected={expected}
                scale={zoom.scale}
                passage={number === passage?.page ? passage : null}
                onSearched={onSearched}
              />
            )}
          </Virtualizer>
        )}
      </section>
    </div>
  );
}

function useFirstPageSize(file: PdfFile): PageSize | null {
  const [size, setSize] = useState<PageSize | null>(null);
  useEffect(() => {
    let wanted = true;
    const measure = async () => {
      const page = await file.page(1).catch(() => null);
      const { width, height } = page?.getViewport({ scale: 1 }) ?? FIRST_GUESS;
      if (wanted) setSize({ width, height });
    };
    void measure();
    return () => {
      wanted = false;
    };
  }, [file]);
  return size;
}

type Keys = { goTo: (page: number) => void; current: number; zoom: ReturnType<typeof useZoom> };

/** The arrows turn pages where there is nothing to scroll sideways; plus, minus and nought zoom. */
function onKey(event: KeyboardEvent<HTMLElement>, { goTo, current, zoom }: Keys): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const wide = event.currentTarget.scrollWidth > event.currentTarget.clientWidth;
  const handlers: Record<string, (() => void) | undefined> = {
    ArrowRight: wide ? undefined : () => goTo(current + 1),
    ArrowLeft: wide ? undefined : () => goTo(current - 1),
    '+': zoom.larger,
    '-': zoom.smaller,
    '0': zoom.fit,
  };
  const handler = handlers[event.key];
  if (!handler) return;
  event.preventDefault();
  handler();
}
