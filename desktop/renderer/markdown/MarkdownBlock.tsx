import type { Root, RootContent } from 'mdast';
import { memo } from 'react';
import Markdown from 'react-markdown';
import type { Processor } from 'unified';
import { rehypeOptions } from './elementHandlers.ts';
import { ALLOWED_ELEMENTS, markdownElements } from './markdownElements.tsx';

/** Shows parsed nodes. The same nodes are shown once: a growing message renders only what grows. */
export const MarkdownBlock = memo(function MarkdownBlock({ nodes }: { nodes: RootContent[] }) {
  return (
    <Markdown
      remarkPlugins={[[parsedAlready, nodes]]}
      remarkRehypeOptions={rehypeOptions}
      components={markdownElements}
      allowedElements={ALLOWED_ELEMENTS}
      unwrapDisallowed
    />
  );
});

/** The text was parsed when it was divided, so its nodes stand in for the parser. */
function parsedAlready(this: Processor, nodes: RootContent[]): void {
  this.parser = (): Root => ({ type: 'root', children: nodes });
}
