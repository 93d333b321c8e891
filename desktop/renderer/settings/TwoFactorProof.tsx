import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, PasswordField } from '../design/Field.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { FormDialog } from './FormDialog.tsx';
import { useTask } from './useTask.ts';

type TwoFactorProofProps = {
  title: string;
  submitLabel: string;
  onProof: (proof: { password: string; code: string }) => Promise<void>;
  onClose: () => void;
};

/** Password and code together, for what touches the second proof itself. */
export function TwoFactorProof({ title, submitLabel, onProof, onClose }: TwoFactorProofProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { busy, problem, run } = useTask();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const isWrong = problem?.code === 'wrong_password';
  return (
    <FormDialog
      title={title}
      submitLabel={submitLabel}
      busy={busy || password === '' || code.trim() === ''}
      error={problem && !isWrong && problemText(t, formats, problem)}
      onSubmit={() => void run(() => onProof({ password, code: code.trim() }))}
      onClose={onClose}
    >
      <PasswordField
        label={t('accountSettings.currentPassword')}
        autoComplete="current-password"
        value={password}
        error={isWrong && t('errors.wrong_password')}
        onChange={(event) => setPassword(event.target.value)}
        data-first-focus
      />
      <Field
        label={t('twoFactor.code')}
        hint={t('twoFactor.loginHint')}
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
    </FormDialog>
  );
}
