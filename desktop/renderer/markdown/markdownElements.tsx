import type { Element, ElementContent } from 'hast';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Components } from 'react-markdown';
import { CitationMarker } from './CitationMarker.tsx';
import { CodeBlock } from './CodeBlock.tsx';
import { FootnoteReference } from './FootnoteReference.tsx';
import { ImageChip } from './ImageChip.tsx';
import styles from './MessageContent.module.css';
import { OutsideLink } from './OutsideLink.tsx';

/** All that a message can consist of. None of these fetches anything or runs anything. */
export const ALLOWED_ELEMENTS = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'blockquote', 'hr', 'ul', 'ol', 'li', 'input', 'pre', 'code'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'em', 'strong', 'del', 'br', 'a', 'img', 'sup', 'cite'],
];

/** How each element is shown. The page's own headings are levels 1 and 2, so a message's begin with 3. */
export const markdownElements: Components = {
  h1: ({ children }) => <h3 className={styles.heading}>{children}</h3>,
  h2: ({ children }) => <h4 className={styles.heading}>{children}</h4>,
  h3: ({ children }) => <h5 className={styles.heading}>{children}</h5>,
  h4: ({ children }) => <h6 className={styles.heading}>{children}</h6>,
  h5: ({ children }) => <h6 className={styles.heading}>{children}</h6>,
  h6: ({ children }) => <h6 className={styles.heading}>{children}</h6>,
  p: ({ node, children }) => (
    <p className={node?.properties.dataMarkup === undefined ? undefined : styles.markup}>{children}</p>
  ),
  ul: ({ children }) => <ul>{children}</ul>,
  ol: ({ children, start }) => <ol start={start}>{children}</ol>,
  li: ({ node, children }) => <li className={hasTask(node) ? styles.task : undefined}>{children}</li>,
  input: ({ checked }) => <TaskBox isDone={checked === true} />,
  blockquote: ({ children }) => <blockquote>{children}</blockquote>,
  table: ({ children }) => <ScrollingTable>{children}</ScrollingTable>,
  th: ({ node, children }) => <th className={alignment(node)}>{children}</th>,
  td: ({ node, children }) => <td className={alignment(node)}>{children}</td>,
  a: ({ node, href, children }) => (
    <OutsideLink href={href} identifier={text(node?.properties.dataIdentifier)} text={textOf(node)}>
      {children}
    </OutsideLink>
  ),
  img: ({ node, src, alt }) => (
    <ImageChip src={text(src)} alt={alt ?? ''} identifier={text(node?.properties.dataIdentifier)} />
  ),
  sup: ({ node }) => <FootnoteReference identifier={text(node?.properties.dataFootnote) ?? ''} />,
  cite: ({ node, children }) => (
    <CitationMarker marker={Number(node?.properties.dataMarker)} offset={number(node?.properties.dataOffset)}>
      {children}
    </CitationMarker>
  ),
  pre: ({ node }) => <CodeBlock {...codeOf(node)} />,
  code: ({ children }) => <code className={styles.code}>{children}</code>,
};

function ScrollingTable({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
    <div className={styles.scroll} role="group" aria-label={t('markdown.table')} tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}

function TaskBox({ isDone }: { isDone: boolean }) {
  const { t } = useTranslation();
  const name = isDone ? t('markdown.taskDone') : t('markdown.taskOpen');
  return <span className={isDone ? styles.boxDone : styles.box} role="img" aria-label={name} />;
}

function hasTask(node: Element | undefined): boolean {
  const names = node?.properties.className;
  return Array.isArray(names) && names.includes('task-list-item');
}

function alignment(node: Element | undefined): string | undefined {
  switch (node?.properties.align) {
    case 'center':
      return styles.center;
    case 'right':
      return styles.right;
    default:
      return undefined;
  }
}

function codeOf(node: Element | undefined): { code: string; language: string | undefined; isOpen: boolean } {
  const [code] = node?.children ?? [];
  const properties = code?.type === 'element' ? code.properties : {};
  const [name] = Array.isArray(properties.className) ? properties.className : [];
  return {
    code: textOf(node).replace(/\n$/, ''),
    language: text(name)?.replace(/^language-/, ''),
    isOpen: properties.dataOpen === true,
  };
}

function textOf(node: Element | ElementContent | undefined): string {
  if (node?.type === 'text') return node.value;
  return node?.type === 'element' ? node.children.map(textOf).join('') : '';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
