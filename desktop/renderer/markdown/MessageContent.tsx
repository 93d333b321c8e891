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
import { usePacedText } from './usePacedText.ts';

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
  const { groups, references } = readText(usePacedText(text, streaming), streaming);
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
          {groups.map((blocks, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a block's place is its identity: text only grows at its end
            <BlockGroup key={index} blocks={blocks} />
          ))}
          <FootnoteList />
        </ReferencesContext>
      </CitationsContext>
    </div>
  );
});

/** Many blocks are passed over at once when none of them has changed. */
const BlockGroup = memo(function BlockGroup({ blocks }: { blocks: readonly Block[] }) {
  return blocks.map((block, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- as above
    <MarkdownBlock key={index} nodes={block.nodes} />
  ));
});

const GROUP_SIZE = 32;

/** Reads texts into blocks and references that stay the same objects where nothing has changed. */
function createTextReader() {
  const reader = createBlockReader();
  let references = NO_REFERENCES;
  let groups: readonly (readonly Block[])[] = [];
  let last: { text: string; isStreaming: boolean } | undefined;
  return (text: string, isStreaming: boolean) => {
    if (last?.text === text && last.isStreaming === isStreaming) return { groups, references };
    last = { text, isStreaming };
    const blocks = reader.read(text, isStreaming);
    references = referencesOf(blocks, isStreaming, references);
    groups = Array.from({ length: Math.ceil(blocks.length / GROUP_SIZE) }, (_, index) => {
      const group = blocks.slice(index * GROUP_SIZE, (index + 1) * GROUP_SIZE);
      const before = groups[index] ?? [];
      return sameItems(group, before) ? before : group;
    });
    return { groups, references };
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
