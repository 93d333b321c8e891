import { Eye, EyeOff, TriangleAlert } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './Button.tsx';
import { classes } from './classes.ts';
import styles from './Field.module.css';

type FieldProps = Omit<ComponentProps<'input'>, 'id'> & {
  label: string;
  /** Said beside the label, such as "optional". */
  aside?: string;
  hint?: string;
  /** What is wrong with it; may hold a link that helps. */
  error?: ReactNode;
};

/** A labelled input whose hint and error are read out with it. */
export function Field({ label, aside, hint, error, className, children, ...input }: FieldProps) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, Boolean(error) && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label} {aside !== undefined && <span className={styles.aside}>{aside}</span>}
      </label>
      <div className={styles.box}>
        <input
          id={id}
          className={classes(styles.input, className)}
          aria-invalid={Boolean(error)}
          aria-describedby={described || undefined}
          {...input}
        />
        {children}
      </div>
      {error ? (
        <p id={`${id}-error`} className={styles.error}>
          <TriangleAlert size={14} aria-hidden="true" />
          <span>{error}</span>
        </p>
      ) : null}
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A password that can be looked at. */
export function PasswordField(props: Omit<FieldProps, 'type' | 'children'>) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      type={shown ? 'text' : 'password'}
      className={styles.withButton}
      autoCapitalize="off"
      spellCheck={false}
    >
      <IconButton
        className={styles.reveal}
        label={shown ? t('auth.hidePassword') : t('auth.showPassword')}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
      >
        {shown ? <EyeOff size={18} /> : <Eye size={18} />}
      </IconButton>
    </Field>
  );
}
