import { classes } from './classes.ts';
import styles from './Knot.module.css';

/**
 * The state of a message, as a knot: `tied` is done, `hollow` waits to be sent, `waiting` has been asked for, `moving`
 * is being written, `cut` was stopped, `frayed` broke off.
 */
export type KnotState = 'tied' | 'hollow' | 'waiting' | 'moving' | 'cut' | 'frayed';

/** One knot. It is a picture only: what it means has to be said in words beside it. */
export function Knot({
  state,
  tone = 'wool',
  size = 16,
}: {
  state: KnotState;
  tone?: 'wool' | 'action' | 'warn';
  /** Pixels. */
  size?: number;
}) {
  return (
    <svg
      className={classes(styles.knot, styles[state], styles[tone])}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
    >
      {state === 'frayed' ? (
        <path d="M8 0v6M8 6c0 3-3 3.5-3.5 7M8 6c0 3 0 4 .3 8M8 6c0 3 3 3 3.5 6.5" />
      ) : state === 'cut' ? (
        <path d="M8 0v8M4.5 8h7" />
      ) : (
        <circle cx="8" cy="8" r="3.6" />
      )}
    </svg>
  );
}
