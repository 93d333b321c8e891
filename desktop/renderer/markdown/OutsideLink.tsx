import { type ReactNode, useContext } from 'react';
import { isMisleading, linkTarget } from './linkTarget.ts';
import styles from './MessageContent.module.css';
import { ReferencesContext } from './references.tsx';

type OutsideLinkProps = {
  href: string | undefined;
  /** Of the definition that has the address. */
  identifier: string | undefined;
  /** What the link shows, as text. */
  text: string;
  children: ReactNode;
};

/** A link to the web or a mail address that says where it leads; any other is its text alone. */
export function OutsideLink({ href, identifier, text, children }: OutsideLinkProps) {
  const { definitions } = useContext(ReferencesContext);
  const target = linkTarget((identifier === undefined ? href : definitions.get(identifier)?.url) ?? '');
  if (target === undefined) return <>{children}</>;
  return (
    <a href={target.href} title={target.host} target="_blank" rel="noopener noreferrer">
      {children}
      {isMisleading(text, target) && <span className={styles.host}> ({target.host})</span>}
    </a>
  );
}
