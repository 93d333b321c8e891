import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';

/** What is used of the DOM, whose types belong to browsers. */
export type PageNode = {
  readonly nodeType: number;
  readonly textContent: string | null;
  readonly nextSibling: PageNode | null;
};
export type PageElement = PageNode & {
  readonly tagName: string;
  readonly textContent: string;
  readonly firstChild: PageNode | null;
  readonly firstElementChild: PageElement | null;
  readonly nextElementSibling: PageElement | null;
  readonly children: Iterable<PageElement>;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement> & { length: number };
  remove(): void;
};
export type Page = {
  readonly documentElement: PageElement;
  querySelector: PageElement['querySelector'];
  querySelectorAll: PageElement['querySelectorAll'];
};

/** Parses a page; nothing in it is run or fetched. */
export function openPage(html: string): Page {
  // Without an element around it, text has no place in the tree.
  const whole = /<(?:html|body)[\s>]/i.test(html) ? html : `<html><body>${html}</body></html>`;
  const parsed: unknown = parseHTML(whole);
  // A proxy, which does not admit to what it has.
  const page: unknown =
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'document') : null;
  if (!isPage(page)) throw new Error('the parser gave no page');
  return page;
}

/** The article of a page as Readability finds it. It takes the page apart: parse another one to go on. */
export function findArticle(page: Page): PageElement | null {
  if (!isDocument(page)) return null;
  const found = new Readability<unknown>(page, { serializer: (node: unknown) => node }).parse()?.content;
  return isPageElement(found) ? found : null;
}

/** Every page is; its type in Readability is the browser's. */
function isDocument(page: unknown): page is ConstructorParameters<typeof Readability>[0] {
  return isPage(page);
}

function isPage(value: unknown): value is Page {
  return typeof value === 'object' && value !== null && 'documentElement' in value;
}

function isPageElement(value: unknown): value is PageElement {
  return typeof value === 'object' && value !== null && 'tagName' in value;
}

const TEXT_NODE = 3;
const ELEMENT_NODE = 1;

export function isText(node: PageNode): boolean {
  return node.nodeType === TEXT_NODE;
}

export function isElement(node: PageNode): node is PageElement {
  return node.nodeType === ELEMENT_NODE;
}
