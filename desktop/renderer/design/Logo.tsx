import styles from './Logo.module.css';

/** The figure of Kipux: a main cord and three knotted pendants. `size` in pixels. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg className={styles.logo} viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      <path className={styles.main} d="M1.4 2.9h13.2" />
      <path className={styles.pendants} d="M3.4 2.9v6.5M8 2.9v9.6M12.6 2.9v4.6" />
      <circle cx="3.4" cy="9" r="1.9" />
      <circle className={styles.dyed} cx="8" cy="12.6" r="1.9" />
      <circle cx="12.6" cy="7" r="1.9" />
    </svg>
  );
}
