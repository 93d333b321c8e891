import type { Element } from 'hast';
import type { FootnoteReference, ImageReference, LinkReference } from 'mdast';
import type { Options } from 'react-markdown';

type RehypeOptions = NonNullable<Options['remarkRehypeOptions']>;

/**
 * References keep their identifier and are looked up when they are shown: what they refer to may stand in another part
 * of the message, which is not there yet or has changed.
 */
export const rehypeOptions: RehypeOptions = {
  handlers: {
    linkReference(state, node: LinkReference): Element {
      const link = element('a', { dataIdentifier: node.identifier });
      link.children = state.all(node);
      // A definition must not make an outside link of what looks like a citation.
      const isMarker = node.referenceType !== 'full' && /^\d{1,4}$/.test(node.identifier);
      return isMarker
        ? { ...element('cite', { dataMarker: Number(node.identifier) }), children: [link] }
        : link;
    },
    imageReference: (_state, node: ImageReference): Element =>
      element('img', { dataIdentifier: node.identifier, alt: node.alt ?? '' }),
    footnoteReference: (_state, node: FootnoteReference): Element =>
      element('sup', { dataFootnote: node.identifier }),
  },
};

function element(tagName: string, properties: Element['properties']): Element {
  return { type: 'element', tagName, properties, children: [] };
}
