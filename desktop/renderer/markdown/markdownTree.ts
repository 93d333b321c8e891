import type { Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { type Labels, labelMayOccur } from './labels.ts';

/**
 * A top-level node of a text, with the offset at which its first line begins. Indented code goes on over blank lines, and
 * the parser reads the line after it as one that interrupts, so the two cannot be parsed apart.
 */
export type MarkdownNode = { node: RootContent; lineStart: number; endsInIndentedCode: boolean };

// A single tilde means "about" in prose far more often than struck out.
const processor = unified().use(remarkParse).use(remarkGfm, { singleTilde: false }).freeze();

/**
 * Parses a text or a part of one. Brackets are references only where their label is defined, so labels that are defined
 * in other parts are given to the parser in lines of their own before the source, and taken out again.
 */
export function parseMarkdown(source: string, labels: Labels): MarkdownNode[] {
  const preamble = preambleOf(source, labels);
  const root: Root = processor.parse(preamble + source);
  return root.children.flatMap((node) => {
    const offset = (node.position?.start.offset ?? 0) - preamble.length;
    if (offset < 0) return [];
    const last = lastDescendant(node);
    const firstCharacter = source.charAt((last.position?.start.offset ?? 0) - preamble.length);
    const endsInIndentedCode = last.type === 'code' && !/[`~]/.test(firstCharacter);
    return [{ node, lineStart: lineStartBefore(source, offset), endsInIndentedCode }];
  });
}

/** Down the last children, to where a text ends. */
export function lastDescendant(node: RootContent): RootContent {
  const child = 'children' in node ? node.children.at(-1) : undefined;
  return child === undefined ? node : lastDescendant(child);
}

function preambleOf(source: string, { definitions, footnotes }: Labels): string {
  const lines = [
    ...[...footnotes].filter((label) => labelMayOccur(source, label)).map((label) => `[^${label}]: x`),
    ...[...definitions].filter((label) => labelMayOccur(source, label)).map((label) => `[${label}]: #`),
  ];
  // The rule at its end closes whatever the last line may have opened.
  return lines.length === 0 ? '' : `${lines.join('\n\n')}\n\n***\n\n`;
}

function lineStartBefore(source: string, offset: number): number {
  if (offset === 0) return 0;
  return Math.max(source.lastIndexOf('\n', offset - 1), source.lastIndexOf('\r', offset - 1)) + 1;
}
