import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientErrorCode } from '#shared/client/client.ts';
import { PasswordField } from '../design/Field.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { FormDialog } from './FormDialog.tsx';
import { type Task, useTask } from './useTask.ts';

export type PasswordForm = Pick<Task, 'busy' | 'problem'> & {
  password: string;
  setPassword(password: string): void;
  /** Whether it was tried to send it: what is missing is said from then on. */
  checked: boolean;
  submit(): void;
};

/**
 * A form that goes out with the present password.
 * @param work sends it; a wrong password is said at its field, what else fails above the buttons
 * @param isComplete whether the form's own fields are filled in
 */
export function usePasswordForm(work: (password: string) => Promise<void>, isComplete = true): PasswordForm {
  const { busy, problem, run } = useTask();
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const submit = () => {
    setChecked(true);
    if (password !== '' && isComplete) void run(() => work(password));
  };
  return { busy, problem, password, setPassword, checked, submit };
}

type PasswordDialogProps = {
  title: string;
  submitLabel: string;
  form: PasswordForm;
  /** What one of the form's own fields says. */
  saidByField?: ClientErrorCode;
  onClose: () => void;
  /** What stands above the password. */
  children?: ReactNode;
  /** What stands below it. */
  below?: ReactNode;
};

/** Asks for the present password, for what nobody may do with a window that was left open. */
export function PasswordDialog({
  title,
  submitLabel,
  form: { busy, problem, password, setPassword, checked, submit },
  saidByField,
  onClose,
  children,
  below,
}: PasswordDialogProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const isWrong = problem?.code === 'wrong_password';
  const isSaid = isWrong || (problem !== null && problem.code === saidByField);
  const isMissing = checked && password === '';
  return (
    <FormDialog
      title={title}
      submitLabel={submitLabel}
      busy={busy}
      error={problem && !isSaid && problemText(t, formats, problem)}
      onSubmit={submit}
      onClose={onClose}
    >
      {children}
      <PasswordField
        label={t('accountSettings.currentPassword')}
        autoComplete="current-password"
        value={password}
        error={isWrong ? t('errors.wrong_password') : isMissing && t('auth.missingPassword')}
        onChange={(event) => setPassword(event.target.value)}
        data-first-focus
      />
      {below}
    </FormDialog>
  );
}
