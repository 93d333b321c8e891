import type { ReactNode } from 'react';
import { classes } from '../design/classes.ts';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import styles from './MessageFrame.module.css';

/** Where a message stands on its cord: the cord begins at the first one's knot and ends at the last one's. */
export type Place = { first: boolean; last: boolean };

type MessageFrameProps = {
  author: string;
  place: Place;
  /** `top`: the knot is at the first line; `end`: it ties off the text. */
  knotAt: 'top' | 'end';
  knot: ReactNode;
  /** The line under the text. It keeps its height when it is empty, so that nothing moves when it fills. */
  foot: ReactNode;
  children: ReactNode;
};

/** One message on the cord. */
export function MessageFrame({ author, place, knotAt, knot, foot, children }: MessageFrameProps) {
  return (
    <article
      className={classes(
        styles.message,
        styles[knotAt],
        place.first && styles.first,
        place.last && styles.last,
      )}
      aria-label={author}
    >
      {/* Headings of an answer come below its author's, for those who move by headings. */}
      <VisuallyHidden as="h3">{author}</VisuallyHidden>
      <span className={styles.cord} />
      <span className={styles.knot}>{knot}</span>
      <div className={styles.body}>{children}</div>
      <div className={styles.foot}>{foot}</div>
    </article>
  );
}
