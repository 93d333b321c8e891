import styles from './Meter.module.css';

const NEARLY_FULL = 0.85;

/** How much of a limit is used, beside the text that says it in numbers. */
export function Meter({ label, value, max }: { label: string; value: number; max: number }) {
  return (
    <meter
      className={styles.meter}
      aria-label={label}
      min={0}
      max={Math.max(1, max)}
      high={Math.max(1, max) * NEARLY_FULL}
      optimum={0}
      value={value}
    />
  );
}
