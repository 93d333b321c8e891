import type { TFunction } from 'i18next';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { Field, PasswordField } from '../design/Field.tsx';
import { type Formats, useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions, useAppState } from '../state/app.tsx';
import type { Problem } from '../state/model.ts';
import { AuthForm } from './AuthForm.tsx';
import { CodeForm } from './CodeForm.tsx';
import { emailMistake } from './credentials.ts';

export function LoginPage() {
  const { t } = useTranslation();
  const formats = useFormats();
  const actions = useActions();
  const [search] = useSearchParams();
  const ended = useAppState(({ session }) => session.status === 'signedOut' && session.reason === 'ended');
  const [email, setEmail] = useState(search.get('email') ?? '');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [challenge, setChallenge] = useState<string | null>(null);
  const emailRef = useRef<HTMLInputElement>(null);
  const passwordRef = useRef<HTMLInputElement>(null);
  // Who comes with an e-mail already given (from registering) goes on with the password.
  const first = search.has('email') ? 'password' : 'email';
  const emailError = checked ? emailMistake(t, email) : null;
  const passwordError = checked && password === '' ? t('auth.missingPassword') : null;

  const submit = async () => {
    setChecked(true);
    setProblem(null);
    if (emailMistake(t, email) !== null) return emailRef.current?.focus();
    if (password === '') return passwordRef.current?.focus();
    setBusy(true);
    const failure = await actions.login(email.trim(), password);
    if (!failure) return;
    setBusy(false);
    if (failure.details?.challenge !== undefined) return setChallenge(failure.details.challenge);
    setProblem(failure);
    if (failure.code === 'wrong_credentials') passwordRef.current?.select();
  };

  if (challenge !== null)
    return (
      <CodeForm
        challenge={challenge}
        onBack={(reason) => {
          setChallenge(null);
          setPassword('');
          setChecked(false);
          setProblem(reason);
        }}
      />
    );
  return (
    <AuthForm
      title={t('auth.loginTitle')}
      onSubmit={() => void submit()}
      busy={busy}
      submitLabel={t('auth.login')}
      busyLabel={t('auth.loggingIn')}
      error={problem === null ? ended && t('auth.sessionEnded') : refusalText(t, formats, problem)}
      footer={
        <>
          <Link href={`/forgot${email.trim() === '' ? '' : `?email=${encodeURIComponent(email.trim())}`}`}>
            {t('recovery.forgot')}
          </Link>
          <br />
          {t('auth.toRegister')} <Link href="/register">{t('auth.toRegisterLink')}</Link>
        </>
      }
    >
      <Field
        ref={emailRef}
        label={t('auth.email')}
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        error={emailError}
        onChange={(event) => setEmail(event.target.value)}
        data-first-focus={first === 'email' || undefined}
      />
      <PasswordField
        ref={passwordRef}
        label={t('auth.password')}
        name="password"
        autoComplete="current-password"
        value={password}
        error={passwordError}
        onChange={(event) => setPassword(event.target.value)}
        data-first-focus={first === 'password' || undefined}
      />
    </AuthForm>
  );
}

/** Why somebody does not get in. */
function refusalText(t: TFunction, formats: Formats, problem: Problem): string {
  switch (problem.code) {
    case 'wrong_credentials':
      return t('auth.wrongCredentials');
    case 'forbidden':
      return t('auth.suspended');
    default:
      return problemText(t, formats, problem);
  }
}
