import { memo, useMemo, useState } from 'react';
import type { Citation } from '#shared/entities.ts';
import { type Block, createBlockReader } from './blockReader.ts';
import { FootnoteList } from './FootnoteList.tsx';
import { MarkdownBlock } from './MarkdownBlock.tsx';
import styles from './MessageContent.module.css';
import {
  CitationsContext,
  NO_REFERENCES,
  ReferencesContext,
  referencesOf,
  sameItems,
} from './references.tsx';

export type MessageContentProps = {
  text: string;
  /** The text is still being written: its end is mended for display. */
  streaming?: boolean;
  citations?: readonly Citation[];
  onOpenCitation?: (citation: Citation) => void;
};

const NO_CITATIONS: readonly Citation[] = [];

/**
 * The text of a message, streaming and stored alike. It makes no request and runs nothing of what it shows: HTML is shown
 * as text, pictures as links, and links lead to the web or a mail address only. What is finished is not rendered again.
 */
export const MessageContent = memo(function MessageContent({
  text,
  streaming = false,
  citations = NO_CITATIONS,
  onOpenCitation,
}: MessageContentProps) {
  const [readText] = useState(createTextReader);
  const [keepSame] = useState(createListKeeper);
  const { blocks, references } = readText(text, streaming);
  const cited = keepSame(citations);
  const context = useMemo(
    // Of two citations with one marker the first counts.
    () => ({ byMarker: new Map(cited.toReversed().map((one) => [one.marker, one])), onOpen: onOpenCitation }),
    [cited, onOpenCitation],
  );
  return (
    <div className={styles.content} data-message-content="">
      <CitationsContext value={context}>
        <ReferencesContext value={references}>
          {blocks.map((block, index) => (
            // A block's place is its identity: text only grows at its end.
            // oxlint-disable-next-line react/no-array-index-key
            <MarkdownBlock key={index} nodes={block.nodes} />
          ))}
          <FootnoteList />
        </ReferencesContext>
      </CitationsContext>
    </div>
  );
});

/** Reads texts into blocks and references that stay the same objects where nothing has changed. */
function createTextReader() {
  const reader = createBlockReader();
  let references = NO_REFERENCES;
  return (text: string, isStreaming: boolean) => {
    const blocks: readonly Block[] = reader.read(text, isStreaming);
    references = referencesOf(blocks, references);
    return { blocks, references };
  };
}

/** Gives the list of before as long as the items stay the same. */
function createListKeeper() {
  let kept = NO_CITATIONS;
  return (citations: readonly Citation[]) => {
    if (!sameItems(kept, citations)) kept = citations;
    return kept;
  };
}
