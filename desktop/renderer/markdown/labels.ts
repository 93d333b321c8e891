import type { Definition, FootnoteDefinition, Nodes } from 'mdast';

/** Identifiers that a text defines, of links and images and of footnotes. */
export type Labels = { definitions: ReadonlySet<string>; footnotes: ReadonlySet<string> };

export const NO_LABELS: Labels = { definitions: new Set(), footnotes: new Set() };

/** What a part of a text defines, and which footnotes it refers to outside of footnotes, in order. */
export type Outline = {
  definitions: Definition[];
  footnotes: FootnoteDefinition[];
  footnoteReferences: string[];
};

export function outlineOf(nodes: readonly Nodes[]): Outline {
  const outline: Outline = { definitions: [], footnotes: [], footnoteReferences: [] };
  for (const node of nodes) collect(node, outline);
  return outline;
}

function collect(node: Nodes, outline: Outline): void {
  if (node.type === 'definition') outline.definitions.push(node);
  else if (node.type === 'footnoteReference') outline.footnoteReferences.push(node.identifier);
  else if (node.type === 'footnoteDefinition') outline.footnotes.push(node);
  if (!('children' in node)) return;
  const within = node.type === 'footnoteDefinition' ? { ...outline, footnoteReferences: [] } : outline;
  for (const child of node.children) collect(child, within);
}

export function labelsOf(parts: readonly { outline: Outline }[]): Labels {
  const definitions = new Set<string>();
  const footnotes = new Set<string>();
  for (const { outline } of parts) {
    for (const { identifier } of outline.definitions) definitions.add(identifier);
    for (const { identifier } of outline.footnotes) footnotes.add(identifier);
  }
  return { definitions, footnotes };
}

/** The labels that only one of the two knows. */
export function changedLabels(before: Labels, after: Labels): string[] {
  return [
    ...onlyInOne(before.definitions, after.definitions),
    ...onlyInOne(before.footnotes, after.footnotes),
  ];
}

function onlyInOne(one: ReadonlySet<string>, other: ReadonlySet<string>): string[] {
  return [...[...one].filter((label) => !other.has(label)), ...[...other].filter((label) => !one.has(label))];
}

/** Whether a source may refer to a label: true more often than need be, never false when it does. */
export function labelMayOccur(source: string, label: string): boolean {
  return normalize(source).includes(normalize(label));
}

/** Labels match without regard to case and to the kind of white space. */
function normalize(text: string): string {
  return text
    .replace(/[\t\n\r ]+/g, ' ')
    .toLowerCase()
    .toUpperCase();
}
