import type { Nodes, PhrasingContent, RootContent, Text } from 'mdast';

/**
 * Prepares parsed nodes for display, in place: HTML becomes text, characters that reorder other text go, `[n]` becomes a
 * citation marker, and a picture inside a link becomes its description, since a link cannot hold another.
 */
export function displayNodes(nodes: readonly RootContent[]): RootContent[] {
  return nodes.flatMap((node) => displayNode(node, { isFlow: true, isInLink: false }));
}

type Place = { isFlow: boolean; isInLink: boolean };

function displayNode(node: RootContent, place: Place): RootContent[] {
  switch (node.type) {
    case 'text':
      return withMarkers(withoutBidiControls(node.value), place);
    case 'html':
      return markupAsText(withoutBidiControls(node.value), place);
    case 'code':
    case 'inlineCode':
      node.value = withoutBidiControls(node.value);
      return [node];
    case 'image':
    case 'imageReference':
      node.alt = withoutBidiControls(node.alt ?? '');
      return place.isInLink ? [{ type: 'text', value: node.alt }] : [node];
    default:
      displayChildren(node, place);
      return [node];
  }
}

function displayChildren(node: Nodes, place: Place): void {
  if (!('children' in node)) return;
  const isFlow = node.type === 'blockquote' || node.type === 'listItem' || node.type === 'footnoteDefinition';
  const isInLink = place.isInLink || node.type === 'link' || node.type === 'linkReference';
  const children = node.children.flatMap((child) => displayNode(child, { isFlow, isInLink }));
  // Each node is replaced by nodes that may stand in its place, which the types of a tree cannot say.
  Object.assign(node, { children });
}

/** Embeddings, overrides and isolates, with which text can look like other text. */
export function withoutBidiControls(text: string): string {
  return text.replace(/[\u202A-\u202E\u2066-\u2069]/g, '');
}

function markupAsText(value: string, { isFlow }: Place): RootContent[] {
  if (!isFlow) return [{ type: 'text', value }];
  return [
    { type: 'paragraph', children: [{ type: 'text', value }], data: { hProperties: { dataMarkup: true } } },
  ];
}

const MARKER = /\[(\d{1,4})\]/;
const FOOTNOTE = /\[\^([\w-]{1,40})\]/;
const EITHER = /(\[\d{1,4}\]|\[\^[\w-]{1,40}\])/;

/**
 * Text with each `[n]` as a `cite` element, which decides by the message's citations what it shows, and each `[^n]` as a
 * `sup` element like that of a footnote: its definition may be still to come.
 */
function withMarkers(text: string, { isInLink }: Place): PhrasingContent[] {
  if (isInLink || !EITHER.test(text)) return [{ type: 'text', value: text }];
  return text
    .split(EITHER)
    .filter((part) => part !== '')
    .map((value) => ({ type: 'text', value, ...markerData(value) }));
}

function markerData(value: string): Pick<Text, 'data'> {
  const marker = Number(MARKER.exec(value)?.[1] ?? 0);
  const footnote = FOOTNOTE.exec(value)?.[1];
  if (marker > 0) return { data: { hName: 'cite', hProperties: { dataMarker: marker } } };
  if (footnote !== undefined) return { data: { hName: 'sup', hProperties: { dataFootnote: footnote } } };
  return {};
}
