import { decodeText } from '../decodeText.ts';
import { DocumentError, type DocumentText } from '../parsedDocument.ts';
import { createTextBuilder } from '../textBuilder.ts';
import { limitDepth } from './limitDepth.ts';
import { findArticle, openPage, type Page, type PageElement } from './pageDom.ts';
import { writePage } from './pageWriter.ts';

const NOT_FOR_READING =
  'script,style,noscript,template,iframe,frame,object,embed,svg,canvas,audio,video,button,input,select,textarea,dialog,' +
  'nav,[role=navigation],[role=menu],[role=search],[hidden],[aria-hidden=true]';
const AROUND_AN_ARTICLE = 'header,footer,aside,[role=banner],[role=contentinfo],[role=complementary]';
const INVISIBLE =
  /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)/i;
/** An article this short, or this small a part of its page, is none: the page is read whole. */
const MIN_ARTICLE_LENGTH = 200;
const MIN_ARTICLE_SHARE = 0.2;
const MAX_ELEMENTS = 200_000;

/** Reads the article of a web page: no scripts, no menus, nothing that is hidden. Throws a DocumentError. */
export function parseHtml(bytes: Uint8Array): DocumentText {
  const html = limitDepth(decodeHtml(bytes));
  const page = readable(html);
  const title = page.querySelector('title')?.textContent.trim() ?? '';
  const builder = createTextBuilder();
  const article = articleOf(page, html);
  if (title !== '' && article.querySelector('h1') === null) builder.heading(1, title);
  writePage(builder, article);
  return builder.finish();
}

/** The page says in its head what it is encoded in; what it says is believed when the bytes are not UTF-8. */
function decodeHtml(bytes: Uint8Array): string {
  const declared = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(
    Buffer.from(bytes.subarray(0, 2_048)).toString('latin1'),
  )?.[1];
  const text = decodeText(bytes, { fallback: declared });
  if (text === null) throw new DocumentError('unsupported', 'no text');
  return text;
}

/** The article, or the page without what stands around one. */
function articleOf(page: Page, html: string): PageElement {
  for (const head of page.querySelectorAll('head')) head.remove();
  const body = page.documentElement;
  const around = [...body.querySelectorAll(AROUND_AN_ARTICLE)];
  const ownLength = lengthOf(body) - around.reduce((sum, part) => sum + lengthOf(part), 0);
  const article = page.querySelectorAll('*').length > MAX_ELEMENTS ? null : findArticle(readable(html));
  const length = article === null ? 0 : lengthOf(article);
  if (article !== null && length >= MIN_ARTICLE_LENGTH && length >= ownLength * MIN_ARTICLE_SHARE)
    return article;
  if (ownLength > 0) for (const part of around) part.remove();
  return body;
}

function readable(html: string): Page {
  const page = openPage(html);
  for (const element of page.querySelectorAll(NOT_FOR_READING)) element.remove();
  for (const element of page.querySelectorAll('[style]'))
    if (INVISIBLE.test(element.getAttribute('style') ?? '')) element.remove();
  return page;
}

function lengthOf(element: PageElement): number {
  return element.textContent.replace(/\s+/g, ' ').trim().length;
}
