import { TriangleAlert } from 'lucide-react';
import type { FormEvent, ReactNode } from 'react';
import { Button } from '../design/Button.tsx';
import styles from './AuthForm.module.css';

type AuthFormProps = {
  onSubmit: () => void;
  busy: boolean;
  submitLabel: string;
  busyLabel: string;
  /** What is wrong with the whole; what is wrong with one field is said there. */
  error: ReactNode;
  footer: ReactNode;
  children: ReactNode;
};

export function AuthForm({ onSubmit, busy, submitLabel, busyLabel, error, footer, children }: AuthFormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    // The browser's own bubbles would speak the browser's language: the fields say what is wrong themselves.
    <form className={styles.form} onSubmit={submit} noValidate>
      <div role="alert">
        {error ? (
          <p className={styles.error}>
            <TriangleAlert size={16} aria-hidden="true" />
            <span>{error}</span>
          </p>
        ) : null}
      </div>
      {children}
      <Button type="submit" look="primary" wide disabled={busy}>
        {busy ? busyLabel : submitLabel}
      </Button>
      <p className={styles.footer}>{footer}</p>
    </form>
  );
}
