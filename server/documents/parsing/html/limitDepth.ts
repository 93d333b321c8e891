import { Parser } from 'htmlparser2';

/** Written pages stay below 60; finding an article costs the square of it. */
const MAX_DEPTH = 100;

/** The page without tags nested deeper than any page needs: trees of such depth take for ever to walk. */
export function limitDepth(html: string): string {
  return depthOf(html) <= MAX_DEPTH ? html : rewritten(html);
}

function depthOf(html: string): number {
  let depth = 0;
  let deepest = 0;
  const parser = new Parser({
    onopentagname() {
      depth += 1;
      deepest = Math.max(deepest, depth);
      if (deepest > MAX_DEPTH) parser.reset();
    },
    onclosetag() {
      depth -= 1;
    },
  });
  parser.end(html);
  return deepest;
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
