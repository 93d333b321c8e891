import { classes } from '../design/classes.ts';
import { NEARLY_USED, shareOf } from './allowance.ts';
import styles from './Meter.module.css';

/** How much of a limit is used: a picture of what the text beside it says in numbers. */
export function Meter({ value, max }: { value: number; max: number }) {
  const ratio = shareOf({ used: value, max });
  return (
    <svg
      className={classes(styles.meter, ratio >= NEARLY_USED && styles.nearlyFull)}
      viewBox="0 0 100 1"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect width={ratio * 100} height="1" />
    </svg>
  );
}
