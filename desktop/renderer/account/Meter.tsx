import styles from './Meter.module.css';

const NEARLY_FULL = 0.85;

/** How much of a limit is used: a picture of what the text beside it says in numbers. */
export function Meter({ value, max }: { value: number; max: number }) {
  return (
    <meter
      className={styles.meter}
      aria-hidden="true"
      min={0}
      max={Math.max(1, max)}
      high={Math.max(1, max) * NEARLY_FULL}
      optimum={0}
      value={value}
    />
  );
}
