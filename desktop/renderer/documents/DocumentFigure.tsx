import styles from './DocumentFigure.module.css';

/** A page of which one line is cited: its cord leads out to the knot in an answer. */
export function DocumentFigure({ label }: { label?: string }) {
  return (
    <svg
      className={styles.figure}
      viewBox="0 0 176 112"
      width="176"
      height="112"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <path className={styles.page} d="M92 6h50l22 22v72a6 6 0 0 1-6 6H92a6 6 0 0 1-6-6V12a6 6 0 0 1 6-6z" />
      <path className={styles.page} d="M142 6v16a6 6 0 0 0 6 6h16" />
      <path className={styles.line} d="M100 26h26M100 40h48M100 54h40M100 82h48M100 94h30" />
      <rect className={styles.cited} x="97" y="62" width="54" height="12" rx="3" />
      <path className={styles.citedLine} d="M102 68h44" />
      <path className={styles.answer} d="M4 34h52M4 48h60M4 62h34" />
      <path className={styles.cord} d="M50 62c14 2 8 26 26 22s10-16 21-16" />
      <ellipse className={styles.knot} cx="48" cy="62" rx="6.5" ry="5" />
      <ellipse className={styles.knot} cx="97" cy="68" rx="4" ry="5" />
    </svg>
  );
}
