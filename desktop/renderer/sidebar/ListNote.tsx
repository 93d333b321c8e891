import type { ReactNode } from 'react';
import styles from './ListNote.module.css';

/** What the list says when it has nothing to show. */
export function ListNote({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={styles.note}>
      <p className={styles.title}>{title}</p>
      <div>{children}</div>
    </div>
  );
}
