import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { classes } from '../design/classes.ts';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { withoutBidiControls } from '../markdown/displayNodes.ts';
import type { SourceText } from '../state/source.ts';
import type { Passage } from './passage.ts';
import styles from './SourceReader.module.css';
import { blocksOfPassage, type SourceBlock } from './sourceBlocks.ts';
import { useScrollToPassage } from './useScrollToPassage.ts';

type SourceReaderProps = { source: SourceText; passage: Passage | null; marker: number | null };

/** The text of a document with a passage marked, opened there. Only the blocks near the view are in the page. */
export function SourceReader({ source, passage, marker }: SourceReaderProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useRef<VirtualizerHandle>(null);
  const { text, blocks } = source;
  const reach = passage && blocksOfPassage(blocks, passage);
  useScrollToPassage(scroller, virtualizer, passage, reach?.first ?? null);
  return (
    <section
      ref={scroller}
      className={styles.scroller}
      aria-label={t('source.text')}
      // A scrolling region has to be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
      tabIndex={0}
    >
      <Virtualizer
        ref={virtualizer}
        scrollRef={scroller}
        data={blocks}
        bufferSize={400}
        keepMounted={reach ? [reach.first, reach.last] : []}
      >
        {(block, index) => (
          <Block
            key={block.start}
            text={text}
            block={block}
            passage={reach && index >= reach.first && index <= reach.last ? passage : null}
            marker={index === reach?.first ? marker : null}
          />
        )}
      </Virtualizer>
    </section>
  );
}

type BlockProps = { text: string; block: SourceBlock; passage: Passage | null; marker: number | null };

function Block({ text, block, passage, marker }: BlockProps) {
  const { t } = useTranslation();
  const { start, end, page } = block;
  const from = passage ? Math.min(end, Math.max(start, passage.start)) : end;
  const to = passage ? Math.max(start, Math.min(end, passage.end)) : end;
  const part = (begin: number, until: number) => withoutBidiControls(text.slice(begin, until));
  return (
    <div className={classes(styles.block, passage !== null && styles.cited)}>
      {page !== null && <h3 className={styles.page}>{t('source.page', { page })}</h3>}
      {page !== null && start === end && <p className={styles.empty}>{t('source.emptyPage')}</p>}
      <p className={classes(styles.text, isHeading(text, block) && styles.heading)}>
        {marker !== null && <span className={styles.marker}>{marker}</span>}
        {part(start, from)}
        {passage && to > from && (
          <>
            {marker !== null && <VisuallyHidden>{t('source.cited')} </VisuallyHidden>}
            <mark className={styles.mark} data-passage="">
              {part(from, to)}
            </mark>
          </>
        )}
        {part(to, end)}
      </p>
    </div>
  );
}

/** A heading in Markdown: the only formatting that is not shown as it was written. */
function isHeading(text: string, { start, end }: SourceBlock): boolean {
  return end - start < 200 && /^#{1,6} \S[^\n]*\s*$/.test(text.slice(start, end));
}
