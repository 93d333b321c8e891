import type { RootContent } from 'mdast';
import { displayNodes } from './displayNodes.ts';
import {
  changedLabels,
  type Labels,
  labelMayOccur,
  labelsOf,
  NO_LABELS,
  type Outline,
  outlineOf,
} from './labels.ts';
import { lastDescendant, type MarkdownNode, parseMarkdown } from './markdownTree.ts';
import { mendMarkdown } from './mendMarkdown.ts';
import { openFence } from './openFence.ts';

/** A part of a text that blank lines set apart, so that it can be parsed and shown by itself. */
export type Block = { source: string; nodes: RootContent[]; outline: Outline };

export type BlockReader = {
  /**
   * The blocks of a text. Of a text that goes on from the one before, only what may still change is parsed; the others
   * are the same objects again. While `isStreaming`, the end is mended for display.
   */
  read(text: string, isStreaming: boolean): readonly Block[];
};

/**
 * Reads a growing text. The result for a text does not depend on what was read before it: a block is only kept once
 * nothing that may follow can change it, except for the labels it refers to, and for those it is parsed again.
 */
export function createBlockReader(): BlockReader {
  let finished: Block[] = [];
  let finishedText = '';
  /** What the finished blocks define, and what they were parsed with: that and what the rest defined. */
  let ownLabels: Labels = NO_LABELS;
  let labels: Labels = NO_LABELS;
  /** The last line of what follows, by its offset, that has been tried as the beginning of another block. */
  let tried = 0;

  function startOver(): void {
    finished = [];
    finishedText = '';
    ownLabels = NO_LABELS;
    labels = NO_LABELS;
    tried = 0;
  }

  /** Parses what is unfinished, and keeps what is final of it. Gives the blocks that are not. */
  function advance(tail: string): Block[] {
    const parts = partition(tail, parseMarkdown(tail, ownLabels));
    const final = parts.slice(0, parts.findLastIndex(({ isFinal }) => isFinal) + 1).map(({ block }) => block);
    const rest = parts.slice(final.length).map(({ block }) => block);
    finished = [...finished, ...final];
    finishedText += final.map(({ source }) => source).join('');
    if (final.length > 0) ownLabels = labelsOf(finished);
    relabel(rest);
    return rest;
  }

  /** A label that is defined only now makes references of brackets that were text before. */
  function relabel(rest: readonly Block[]): void {
    const known = labelsOf([...finished, ...rest]);
    const changed = changedLabels(labels, known);
    labels = known;
    if (changed.length === 0) return;
    finished = finished.map((block) => {
      if (!changed.some((label) => labelMayOccur(block.source, label))) return block;
      return blockOf(block.source, parseMarkdown(block.source, labels));
    });
  }

  function growingBlocks(text: string): Block[] {
    let tail = text.slice(finishedText.length);
    const code = openFence(tail);
    if (code !== undefined) return [{ source: tail, nodes: [code], outline: outlineOf([]) }];
    const beginning = lastBeginning(tail, tried);
    if (beginning !== -1) {
      advance(tail);
      tried = beginning - (tail.length - (text.length - finishedText.length));
      tail = text.slice(finishedText.length);
    }
    const mended = mendMarkdown(tail);
    const nodes = parseMarkdown(mended, ownLabels);
    markOpenCode(mended, nodes);
    return partition(mended, nodes).map(({ block }) => block);
  }

  return {
    read(text, isStreaming) {
      if (!text.startsWith(finishedText)) startOver();
      const rest = isStreaming ? growingBlocks(text) : advance(text.slice(finishedText.length));
      return [...finished, ...rest];
    },
  };
}

const BLANK_LINE = /(?:\n|\r\n?)[ \t]*(?:\n|\r\n?)(?=\S)/g;
const LIST_MARKER = /^(?:[-+*]|\d{1,9}[.)])[ \t]/;

/**
 * Where the last line after `from` begins that can end what is before it; -1 when there is none. Nothing is lost when one
 * is missed, only kept later: the items of a list and what is indented below them are not looked at one by one.
 */
function lastBeginning(source: string, from: number): number {
  const isList = LIST_MARKER.test(source);
  BLANK_LINE.lastIndex = from;
  let last = -1;
  for (let match = BLANK_LINE.exec(source); match !== null; match = BLANK_LINE.exec(source)) {
    const start = BLANK_LINE.lastIndex;
    const line = source.slice(start, start + 40);
    if (isDecided(source, start) && !(isList && LIST_MARKER.test(line))) last = start;
  }
  return last;
}

/**
 * Whether it is certain what a line begins: "2" may yet become "2." and go on with the list before it, but nothing changes
 * for a complete line, or for one that begins with a letter.
 */
function isDecided(source: string, lineStart: number): boolean {
  const line = source.slice(lineStart);
  return /^(?:\*\*)?\p{L}/u.test(line) || /[\n\r]/.test(line);
}

/** `start`: where `source` begins in what was parsed. */
function blockOf(source: string, parsed: readonly MarkdownNode[], start = 0): Block {
  const nodes = parsed.map(({ node }) => node);
  return { source, outline: outlineOf(nodes), nodes: displayNodes(nodes, source, start) };
}

/** Divides a source before each top-level node that a blank line precedes. A part is final when the next is certain. */
function partition(source: string, parsed: readonly MarkdownNode[]): { block: Block; isFinal: boolean }[] {
  const firsts = parsed.flatMap(({ lineStart }, index) =>
    index > 0 && !parsed[index - 1]?.endsInIndentedCode && followsBlankLine(source, lineStart) ? [index] : [],
  );
  return [0, ...firsts].map((first, part) => {
    const next = firsts[part];
    const start = part === 0 ? 0 : (parsed[first]?.lineStart ?? 0);
    const end = next === undefined ? source.length : (parsed[next]?.lineStart ?? source.length);
    return {
      block: blockOf(source.slice(start, end), parsed.slice(first, next), start),
      isFinal: next !== undefined && isDecided(source, end),
    };
  });
}

function followsBlankLine(source: string, lineStart: number): boolean {
  let at = lineStart - 1;
  if (source[at] === '\n' && source[at - 1] === '\r') at -= 1;
  do at -= 1;
  while (source[at] === ' ' || source[at] === '\t');
  return at < 0 || source[at] === '\n' || source[at] === '\r';
}

/** Code that still grows is not coloured yet. */
function markOpenCode(source: string, parsed: readonly MarkdownNode[]): void {
  const last = parsed.at(-1);
  if (last === undefined || /(`{3}|~{3})\s*$/.test(source)) return;
  const node = lastDescendant(last.node);
  if (node.type === 'code') node.data = { hProperties: { dataOpen: true } };
}
