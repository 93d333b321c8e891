import styles from './Logo.module.css';

/** The figure of Kipux: a main cord and three knotted pendants. `size` in pixels. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg className={styles.logo} viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      <path className={styles.main} d="M1.4 2.9h13.2" />
      <path className={styles.pendants} d="M3.7 2.9v7.4M8 2.9v11M12.3 2.9v5.6" />
      <circle cx="3.7" cy="8.4" r="1.75" />
      <circle className={styles.dyed} cx="8" cy="12" r="1.75" />
      <circle cx="12.3" cy="6.8" r="1.75" />
    </svg>
  );
}
