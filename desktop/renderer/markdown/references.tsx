import type { Definition, FootnoteDefinition } from 'mdast';
import { createContext } from 'react';
import type { Citation } from '#shared/entities.ts';
import type { Block } from './blockReader.ts';
import { outlineOf } from './labels.ts';

/** What brackets anywhere in a message refer to, by identifier. */
export type References = {
  definitions: ReadonlyMap<string, Definition>;
  /** Those that are referred to, in the order of their numbers, which begin with 1. */
  footnotes: readonly FootnoteDefinition[];
  /** The text is still being written, so what is not defined may yet be. */
  isGrowing: boolean;
};

export const NO_REFERENCES: References = { definitions: new Map(), footnotes: [], isGrowing: false };

export const ReferencesContext = createContext<References>(NO_REFERENCES);

/**
 * What a marker is: borne out by a citation; `growing`: still to be checked, `unverified`: not borne out; `text`: no
 * marker at all, since the text is nobody's answer.
 */
export type MarkerState = Citation | 'growing' | 'unverified' | 'text';

export type Citations = {
  /** `offset`: where in the text the marker stands; undefined where that is not known. */
  stateOf(marker: number, offset: number | undefined): MarkerState;
  onOpen: ((citation: Citation) => void) | undefined;
};

export const CitationsContext = createContext<Citations>({ stateOf: () => 'text', onOpen: undefined });

/** Where in the text the block that is being shown begins. */
export const BlockStartContext = createContext(0);

/** `citations` undefined: the text is no answer, and its brackets are brackets. */
export function markerStates(
  citations: readonly Citation[] | undefined,
  isGrowing: boolean,
): Citations['stateOf'] {
  if (!citations) return () => 'text';
  // Of two citations with one marker the first counts, where the place does not decide.
  const byMarker = new Map(citations.toReversed().map((one) => [one.marker, one]));
  const byPlace = new Map(citations.map((one) => [`${one.marker} ${one.contentOffset}`, one]));
  return (marker, offset) => {
    const there = offset === undefined ? byMarker.get(marker) : byPlace.get(`${marker} ${offset}`);
    // Citations from before places were kept stand for every occurrence.
    const anywhere = byMarker.get(marker);
    const older = anywhere?.contentOffset === null ? anywhere : undefined;
    // What is a link by a definition of its own, and no citation, stays one.
    if (offset === undefined) return there ?? older ?? 'text';
    return there ?? older ?? (isGrowing ? 'growing' : 'unverified');
  };
}

/** The references of a whole text; the same object as before when nothing has changed. */
export function referencesOf(blocks: readonly Block[], isGrowing: boolean, before: References): References {
  const outlines = blocks.map(({ outline }) => outline);
  const definitions = firstById(outlines.flatMap((outline) => outline.definitions));
  const defined = firstById(outlines.flatMap((outline) => outline.footnotes));
  const footnotes = footnotesInOrder(
    outlines.flatMap((outline) => outline.footnoteReferences),
    defined,
  );
  const isSame =
    sameItems([...definitions.values()], [...before.definitions.values()]) &&
    sameItems(footnotes, before.footnotes);
  return isSame && isGrowing === before.isGrowing ? before : { definitions, footnotes, isGrowing };
}

/** Of two definitions of one label the first counts. */
function firstById<N extends { identifier: string }>(nodes: readonly N[]): Map<string, N> {
  return new Map(nodes.toReversed().map((node) => [node.identifier, node]));
}

/** In the order of their first reference; what only footnotes refer to comes after what refers to it. */
function footnotesInOrder(
  references: readonly string[],
  defined: ReadonlyMap<string, FootnoteDefinition>,
): FootnoteDefinition[] {
  const ordered = new Set<FootnoteDefinition>();
  const waiting = [...references];
  for (const identifier of waiting) {
    const footnote = defined.get(identifier);
    if (footnote === undefined || ordered.has(footnote)) continue;
    ordered.add(footnote);
    waiting.push(...outlineOf(footnote.children).footnoteReferences);
  }
  return [...ordered];
}

export function sameItems(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((item, index) => item === others[index]);
}
