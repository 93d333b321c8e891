import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './FormError.module.css';

/** What is wrong with a form as a whole, read out when it appears; what is wrong with one field is said there. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className={styles.place}>
      {children ? (
        <p className={styles.error}>
          <TriangleAlert size={16} aria-hidden="true" />
          <span>{children}</span>
        </p>
      ) : null}
    </div>
  );
}
