import type { ReactNode } from 'react';
import styles from './Placard.module.css';

type PlacardProps = {
  figure?: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  level?: 1 | 2;
};

/** A place that has nothing to show says why, and what to do. */
export function Placard({ figure, title, children, actions, level = 1 }: PlacardProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className={styles.placard}>
      {figure}
      <Heading className={styles.title}>{title}</Heading>
      <div className={styles.text}>{children}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
