import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../design/Field.tsx';
import { PasswordDialog, usePasswordForm } from './PasswordDialog.tsx';

type TwoFactorProofProps = {
  title: string;
  submitLabel: string;
  onProof: (proof: { password: string; code: string }) => Promise<void>;
  onClose: () => void;
};

/** Password and code together, for what touches the second proof itself. */
export function TwoFactorProof({ title, submitLabel, onProof, onClose }: TwoFactorProofProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const isMissing = code.trim() === '';
  const form = usePasswordForm((password) => onProof({ password, code: code.trim() }), !isMissing);
  return (
    <PasswordDialog
      title={title}
      submitLabel={submitLabel}
      form={form}
      onClose={onClose}
      below={
        <Field
          label={t('twoFactor.code')}
          hint={t('twoFactor.loginHint')}
          autoComplete="one-time-code"
          value={code}
          error={form.checked && isMissing && t('twoFactor.missingCode')}
          onChange={(event) => setCode(event.target.value)}
        />
      }
    />
  );
}
