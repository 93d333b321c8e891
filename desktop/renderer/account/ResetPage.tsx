import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { resetPassword } from '#shared/endpoints/recovery.ts';
import { PasswordField } from '../design/Field.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useTask } from '../settings/useTask.ts';
import { useApp } from '../state/app.tsx';
import { AuthForm } from './AuthForm.tsx';
import { AuthNote } from './AuthNote.tsx';
import { passwordMistake, weakPasswordText } from './credentials.ts';
import { takeLinkToken } from './linkToken.ts';

/** Another password, for whoever has the link of a mail or of an admin. */
export function ResetPage() {
  const { t } = useTranslation();
  const [token] = useState(takeLinkToken);
  const [state, setState] = useState<'asking' | 'done' | 'invalid'>(token === null ? 'invalid' : 'asking');
  if (state === 'done')
    return (
      <AuthNote
        title={t('recovery.resetDoneTitle')}
        text={t('recovery.resetDone')}
        link="/login"
        linkText={t('auth.login')}
      />
    );
  if (state === 'invalid' || token === null)
    return (
      <AuthNote
        title={t('recovery.linkInvalidTitle')}
        text={t('errors.link_invalid')}
        link="/forgot"
        linkText={t('recovery.askAgain')}
      />
    );
  return <ResetForm token={token} onEnd={setState} />;
}

function ResetForm({ token, onEnd }: { token: string; onEnd: (state: 'done' | 'invalid') => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const { busy, problem, run } = useTask();
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const passwordRef = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (problem?.code === 'link_invalid') onEnd('invalid');
  }, [problem, onEnd]);
  const submit = async () => {
    setChecked(true);
    if (passwordMistake(t, password) !== null) return passwordRef.current?.focus();
    if (await run(() => client.call(resetPassword, { body: { token, password } }))) onEnd('done');
  };
  const isWeak = problem?.code === 'weak_password';
  return (
    <AuthForm
      title={t('recovery.resetTitle')}
      onSubmit={() => void submit()}
      busy={busy}
      submitLabel={t('recovery.reset')}
      busyLabel={t('recovery.resetting')}
      error={problem && !isWeak && problemText(t, formats, problem)}
      footer={<Link href="/login">{t('recovery.backToLogin')}</Link>}
    >
      <PasswordField
        ref={passwordRef}
        label={t('accountSettings.newPassword')}
        name="password"
        autoComplete="new-password"
        hint={t('recovery.resetHint')}
        value={password}
        error={isWeak ? weakPasswordText(t, password) : checked && passwordMistake(t, password)}
        onChange={(event) => setPassword(event.target.value)}
        data-first-focus
      />
    </AuthForm>
  );
}
