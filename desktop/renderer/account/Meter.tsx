import { classes } from '../design/classes.ts';
import styles from './Meter.module.css';

const NEARLY_FULL = 0.85;

/** How much of a limit is used: a picture of what the text beside it says in numbers. */
export function Meter({ value, max }: { value: number; max: number }) {
  const ratio = max > 0 ? Math.min(1, value / max) : 1;
  return (
    <svg
      className={classes(styles.meter, ratio >= NEARLY_FULL && styles.nearlyFull)}
      viewBox="0 0 100 1"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect width={ratio * 100} height="1" />
    </svg>
  );
}
