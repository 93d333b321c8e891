import type { ReactNode } from 'react';
import type { Citation } from '#shared/entities.ts';
import styles from './Quote.module.css';

/** The words as the answer keeps them, when the document itself cannot show them. */
export function Quote({ citation, children }: { citation: Citation; children: ReactNode }) {
  return (
    <div className={styles.quote}>
      <p>{children}</p>
      <blockquote>{citation.quote}</blockquote>
    </div>
  );
}
