import { type TextBuilder, writeTable } from '../textBuilder.ts';
import { isElement, isText, type PageElement } from './pageDom.ts';

const BLOCKS = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM HEADER HR HTML MAIN P SECTION SUMMARY UL OL LI TABLE TD TH TR PRE H1 H2 H3 H4 H5 H6'.split(
    ' ',
  ),
);
/** A table that holds these arranges a page. */
const LAYOUT = 'table,h1,h2,h3,ul,ol,pre,p+p';

/** Writes an element as text: running text is gathered until a block begins or ends. */
export function writePage(builder: TextBuilder, page: PageElement): void {
  let inline = '';
  let prefix = '';
  const flush = (): void => {
    const text = inline
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .trim();
    inline = '';
    if (text === '') return;
    if (prefix === '') builder.block(text);
    else builder.line(prefix + text);
    // what follows in the same item stands below its bullet
    prefix = prefix.replace(/\S/g, ' ');
  };
  const block = (write: () => void): void => {
    flush();
    write();
  };
  const children = (element: PageElement): void => {
    for (let node = element.firstChild; node !== null; node = node.nextSibling) {
      if (isText(node)) inline += (node.textContent ?? '').replace(/\s+/g, ' ');
      else if (isElement(node)) visit(node);
    }
  };
  const list = (element: PageElement): void => {
    const outer = prefix;
    let number = Number(element.getAttribute('start') ?? 1) || 1;
    for (let item = element.firstElementChild; item !== null; item = item.nextElementSibling) {
      prefix = `${outer.replace(/\S/g, ' ').slice(0, 20)}${element.tagName === 'OL' ? `${number}. ` : '- '}`;
      number += 1;
      children(item);
      flush();
    }
    prefix = outer;
  };
  const visit = (element: PageElement): void => {
    const name = element.tagName;
    const heading = /^H([1-6])$/.exec(name)?.[1];
    if (name === 'BR') inline += '\n';
    else if (heading !== undefined) block(() => builder.heading(Number(heading), element.textContent));
    else if (name === 'PRE')
      block(() => builder.block(`\`\`\`\n${element.textContent.replace(/\n+$/, '')}\n\`\`\``));
    else if (name === 'TABLE' && element.querySelector(LAYOUT) === null) block(() => table(builder, element));
    else if (name === 'UL' || name === 'OL') block(() => list(element));
    else if (BLOCKS.has(name)) {
      block(() => children(element));
      flush();
    } else children(element);
  };
  children(page);
  flush();
}

function table(builder: TextBuilder, element: PageElement): void {
  const caption = element.querySelector('caption')?.textContent.trim() ?? '';
  builder.block(caption);
  const rows = [...element.querySelectorAll('tr')].map((row) =>
    [...row.children].filter(({ tagName }) => tagName === 'TD' || tagName === 'TH'),
  );
  const first = rows[0] ?? [];
  const hasHeading = first.length > 1 && first.every(({ tagName }) => tagName === 'TH');
  writeTable(
    builder,
    rows.map((row) => row.map((cell) => cell.textContent)),
    hasHeading,
  );
}
