import type { Nodes, PhrasingContent, RootContent, Text } from 'mdast';
import { citationMarkers } from '#shared/citationMarkers.ts';

/**
 * Prepares parsed nodes for display, in place: HTML becomes text, characters that reorder other text go, `[n]` becomes a
 * citation marker, and a picture inside a link becomes its description, since a link cannot hold another.
 */
export function displayNodes(
  nodes: readonly RootContent[],
  source: string = '',
  /** Where `source` begins in what was parsed, since nodes know their place in that. */
  sourceStart: number = 0,
): RootContent[] {
  const takePlace = markerPlaces(source, sourceStart);
  return nodes.flatMap((node) => displayNode(node, { isFlow: true, isInLink: false, takePlace }));
}

/** Gives the place of the next marker with a number that stands at or behind `from`, in the source. */
type TakePlace = (marker: number, from: number) => number | undefined;
type Place = { isFlow: boolean; isInLink: boolean; takePlace: TakePlace };

function markerPlaces(source: string, sourceStart: number): TakePlace {
  const left = citationMarkers(source);
  return (marker, from) => {
    const index = left.findIndex((one) => one.marker === marker && one.offset >= from - sourceStart);
    return index < 0 ? undefined : left.splice(index, 1)[0]?.offset;
  };
}

function displayNode(node: RootContent, place: Place): RootContent[] {
  switch (node.type) {
    case 'text':
      return withMarkers(withoutBidiControls(node.value), node.position?.start.offset ?? 0, place);
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
  const children = node.children.flatMap((child) =>
    displayNode(child, { isFlow, isInLink, takePlace: place.takePlace }),
  );
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

const MARKER = /^[[【]\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\]】]$/;
const FOOTNOTE = /^\[\^([\w-]{1,40})\]$/;
const EITHER = /([[【]\s*\d{1,3}(?:\s*[,;]\s*\d{1,3})*\s*[\]】]|\[\^[\w-]{1,40}\])/;

/**
 * Text with each `[n]` as a `cite` element, which decides by the message's citations what it shows, and each `[^n]` as a
 * `sup` element like that of a footnote: its definition may be still to come. `[1, 2]` are two.
 */
function withMarkers(text: string, start: number, { isInLink, takePlace }: Place): PhrasingContent[] {
  if (isInLink || !EITHER.test(text)) return [{ type: 'text', value: text }];
  return text
    .split(EITHER)
    .filter((part) => part !== '')
    .flatMap((value) => {
      const numbers = MARKER.exec(value)?.[1]?.split(/[,;]/).map(Number) ?? [];
      if (numbers.length > 0 && numbers.every((marker) => marker > 0)) {
        return numbers.map((marker) => citeOf(marker, takePlace(marker, start)));
      }
      return [{ type: 'text', value, ...footnoteData(value) }];
    });
}

function citeOf(marker: number, offset: number | undefined): Text {
  const hProperties = { dataMarker: marker, ...(offset === undefined ? {} : { dataOffset: offset }) };
  return { type: 'text', value: `[${marker}]`, data: { hName: 'cite', hProperties } };
}

function footnoteData(value: string): Pick<Text, 'data'> {
  const footnote = FOOTNOTE.exec(value)?.[1];
  return footnote === undefined ? {} : { data: { hName: 'sup', hProperties: { dataFootnote: footnote } } };
}
