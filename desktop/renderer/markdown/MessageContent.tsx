import { memo, useMemo, useState } from 'react';
import type { Citation } from '#shared/entities.ts';
import { type Block, createBlockReader } from './blockReader.ts';
import { FootnoteList } from './FootnoteList.tsx';
import { MarkdownBlock } from './MarkdownBlock.tsx';
import styles from './MessageContent.module.css';
import {
  BlockStartContext,
  CitationsContext,
  markerStates,
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
  /** Those of an answer; omitted where the text is none. */
  citations?: readonly Citation[];
  onOpenCitation?: (citation: Citation) => void;
};

/**
 * The text of a message, streaming and stored alike. It makes no request and runs nothing of what it shows: HTML is shown
 * as text, pictures as links, and links lead to the web or a mail address only. What is finished is not rendered again.
 */
export const MessageContent = memo(function MessageContent({
  text,
  streaming = false,
  citations,
  onOpenCitation,
}: MessageContentProps) {
  const [readText] = useState(createTextReader);
  const [keepSame] = useState(createListKeeper);
  const { groups, references } = readText(usePacedText(text, streaming), streaming);
  const cited = keepSame(citations);
  const context = useMemo(
    () => ({ stateOf: markerStates(cited, streaming), onOpen: onOpenCitation }),
    [cited, streaming, onOpenCitation],
  );
  return (
    <div className={styles.content} data-message-content="">
      <CitationsContext value={context}>
        <ReferencesContext value={references}>
          {groups.map(({ blocks, start }, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a block's place is its identity: text only grows at its end
            <BlockGroup key={index} blocks={blocks} start={start} />
          ))}
          <FootnoteList />
        </ReferencesContext>
      </CitationsContext>
    </div>
  );
});

type Group = { blocks: readonly Block[]; start: number };

/** Many blocks are passed over at once when none of them has changed. */
const BlockGroup = memo(function BlockGroup({ blocks, start }: Group) {
  const starts = startsOf(blocks, start);
  return blocks.map((block, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- as above
    <BlockStartContext key={index} value={starts[index] ?? start}>
      <MarkdownBlock nodes={block.nodes} />
    </BlockStartContext>
  ));
});

/** Where each block begins in the text, the last entry being where they end. */
function startsOf(blocks: readonly Block[], start: number): number[] {
  const starts = [start];
  for (const { source } of blocks) starts.push((starts.at(-1) ?? start) + source.length);
  return starts;
}

const GROUP_SIZE = 32;

/** Reads texts into blocks and references that stay the same objects where nothing has changed. */
function createTextReader() {
  const reader = createBlockReader();
  let references = NO_REFERENCES;
  let groups: readonly Group[] = [];
  let last: { text: string; isStreaming: boolean } | undefined;
  return (text: string, isStreaming: boolean) => {
    if (last?.text === text && last.isStreaming === isStreaming) return { groups, references };
    last = { text, isStreaming };
    const blocks = reader.read(text, isStreaming);
    references = referencesOf(blocks, isStreaming, references);
    const starts = startsOf(blocks, 0);
    groups = Array.from({ length: Math.ceil(blocks.length / GROUP_SIZE) }, (_, index) => {
      const first = index * GROUP_SIZE;
      const group = blocks.slice(first, first + GROUP_SIZE);
      const before = groups[index];
      const start = starts[first] ?? 0;
      return before?.start === start && sameItems(group, before.blocks) ? before : { blocks: group, start };
    });
    return { groups, references };
  };
}

/** Gives the list of before as long as the items stay the same. */
function createListKeeper() {
  let kept: readonly Citation[] | undefined;
  return (citations: readonly Citation[] | undefined) => {
    if (!kept || !citations || !sameItems(kept, citations)) kept = citations;
    return kept;
  };
}
