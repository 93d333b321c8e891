import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../design/Field.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions } from '../state/app.tsx';
import type { Problem } from '../state/model.ts';
import { AuthForm } from './AuthForm.tsx';

type CodeFormProps = { challenge: string; onBack: (problem: Problem | null) => void };

/** The second step of a login: a code of the authenticator, or a recovery code. */
export function CodeForm({ challenge, onBack }: CodeFormProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { loginSecondFactor } = useActions();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const submit = async () => {
    if (code.trim() === '') return field.current?.focus();
    setBusy(true);
    const failure = await loginSecondFactor(challenge, code.trim());
    if (!failure) return;
    if (failure.code === 'login_expired') return onBack(failure);
    setBusy(false);
    setProblem(failure);
    field.current?.select();
  };
  return (
    <AuthForm
      title={t('twoFactor.loginTitle')}
      onSubmit={() => void submit()}
      busy={busy}
      submitLabel={t('auth.login')}
      busyLabel={t('auth.loggingIn')}
      error={problem && problemText(t, formats, problem)}
      footer={
        <button type="button" onClick={() => onBack(null)}>
          {t('recovery.backToLogin')}
        </button>
      }
    >
      <Field
        ref={field}
        label={t('twoFactor.code')}
        hint={t('twoFactor.loginHint')}
        name="code"
        autoComplete="one-time-code"
        autoCapitalize="off"
        spellCheck={false}
        value={code}
        onChange={(event) => setCode(event.target.value)}
        data-first-focus
      />
    </AuthForm>
  );
}
