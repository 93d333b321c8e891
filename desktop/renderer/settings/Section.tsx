import type { ReactNode } from 'react';
import styles from './Section.module.css';

type SectionProps = {
  /** What a link to it names. */
  id?: string;
  title: string;
  note?: string | undefined;
  children: ReactNode;
};

/** A part of the settings: what it is about at the left, its fields beside it. */
export function Section({ id, title, note, children }: SectionProps) {
  return (
    <section id={id} className={styles.section}>
      <div>
        <h2>{title}</h2>
        {note !== undefined && <p className={styles.note}>{note}</p>}
      </div>
      <div className={styles.fields}>{children}</div>
    </section>
  );
}
