import { Parser } from 'htmlparser2';
import { DocumentError, PARSING_LIMITS } from '../parsedDocument.ts';

/** Written pages stay below 60; finding an article costs the square of it. */
const MAX_DEPTH = 100;

/** Whatever of it is not for reading, of so much text more than the limit is left. */
const CERTAINLY_TOO_LONG = 2 * PARSING_LIMITS.textLength;

/**
 * The page without tags nested deeper than any page needs: trees of such depth take for ever to walk. Throws a
 * DocumentError for one whose text is far too long, before a tree is made of it.
 */
export function limitDepth(html: string): string {
  const { depth, length } = measure(html);
  if (length > CERTAINLY_TOO_LONG) throw new DocumentError('too_large', 'text');
  return depth <= MAX_DEPTH ? html : rewritten(html);
}

function measure(html: string): { depth: number; length: number } {
  let depth = 0;
  let deepest = 0;
  let length = 0;
  let isCode = false;
  const parser = new Parser({
    onopentagname(name) {
      isCode = name === 'script' || name === 'style';
      depth += 1;
      deepest = Math.max(deepest, depth);
      if (deepest > MAX_DEPTH) parser.reset();
    },
    ontext(text) {
      if (!isCode) length += text.trim().length;
    },
    onclosetag() {
      isCode = false;
      depth -= 1;
    },
  });
  parser.end(html);
  return { depth: deepest, length };
}

function rewritten(html: string): string {
  const stack: string[] = [];
  let beyond = 0;
  return html.replace(
    /<!--[^]*?-->|<(\/?)([a-z][\w-]*)\b([^>]*)>/gi,
    (tag, slash: string, name: string | undefined) => {
      if (name === undefined || VOID.test(name)) return tag;
      if (slash === '') {
        if (stack.length >= MAX_DEPTH) {
          beyond += 1;
          return ' ';
        }
        stack.push(name);
        return tag;
      }
      if (beyond > 0) {
        beyond -= 1;
        return ' ';
      }
      stack.pop();
      return tag;
    },
  );
}

const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;
