import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { Button } from '../design/Button.tsx';
import { FormError } from '../design/FormError.tsx';
import styles from './AuthForm.module.css';
import { AuthFrame } from './AuthFrame.tsx';

type AuthFormProps = {
  title: string;
  onSubmit: () => void;
  busy: boolean;
  submitLabel: string;
  busyLabel: string;
  /** What is wrong with the whole; what is wrong with one field is said there. */
  error: ReactNode;
  footer: ReactNode;
  children: ReactNode;
};

/** A page before the door with something to fill in. The field marked `data-first-focus` has the focus when it opens. */
export function AuthForm({
  title,
  onSubmit,
  busy,
  submitLabel,
  busyLabel,
  error,
  footer,
  children,
}: AuthFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('[data-first-focus]')?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <AuthFrame title={title}>
      {/* The browser's own bubbles would speak the browser's language: the fields say what is wrong themselves. */}
      <form ref={form} className={styles.form} onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        {children}
        <Button type="submit" look="primary" wide disabled={busy}>
          {busy ? busyLabel : submitLabel}
        </Button>
        <p className={styles.footer}>{footer}</p>
      </form>
    </AuthFrame>
  );
}
