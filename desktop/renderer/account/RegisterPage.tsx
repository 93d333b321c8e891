import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { LIMITS } from '#shared/limits.ts';
import { Field, PasswordField } from '../design/Field.tsx';
import { useFormats, useLocale } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions } from '../state/app.tsx';
import type { Problem } from '../state/model.ts';
import { AuthForm } from './AuthForm.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import { concerns, emailMistake, passwordMistake, weakPasswordText } from './credentials.ts';
import { useFirstFocus } from './useFirstFocus.ts';

export function RegisterPage() {
  const { t } = useTranslation();
  const form = useRegistration();
  const { emailRef, passwordRef } = form;
  useFirstFocus(emailRef);
  return (
    <AuthFrame title={t('auth.registerTitle')}>
      <AuthForm
        onSubmit={() => void form.submit()}
        busy={form.busy}
        submitLabel={t('auth.register')}
        busyLabel={t('auth.registering')}
        error={form.wholeError}
        footer={
          <>
            {t('auth.toLogin')} <Link href="/login">{t('auth.toLoginLink')}</Link>
          </>
        }
      >
        <Field
          ref={emailRef}
          label={t('auth.email')}
          type="email"
          name="email"
          autoComplete="email"
          maxLength={LIMITS.emailLength}
          value={form.email}
          error={form.emailError}
          onChange={(event) => form.setEmail(event.target.value)}
        />
        <PasswordField
          ref={passwordRef}
          label={t('auth.password')}
          name="password"
          autoComplete="new-password"
          hint={t('auth.passwordHint', { count: LIMITS.passwordMinLength })}
          value={form.password}
          error={form.passwordError}
          onChange={(event) => form.setPassword(event.target.value)}
        />
        <Field
          label={t('auth.name')}
          aside={t('auth.optional')}
          hint={t('auth.nameHint')}
          name="name"
          autoComplete="name"
          maxLength={LIMITS.nameLength}
          value={form.name}
          onChange={(event) => form.setName(event.target.value)}
        />
      </AuthForm>
    </AuthFrame>
  );
}

function useRegistration() {
  const { t } = useTranslation();
  const locale = useLocale();
  const formats = useFormats();
  const actions = useActions();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [name, setName] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const emailRef = useRef<HTMLInputElement>(null);
  const passwordRef = useRef<HTMLInputElement>(null);

  const submit = async () => {
    setChecked(true);
    setProblem(null);
    if (emailMistake(t, email) !== null) return emailRef.current?.focus();
    if (passwordMistake(t, password) !== null) return passwordRef.current?.focus();
    setBusy(true);
    const trimmedName = name.trim();
    const failure = await actions.register({
      email: email.trim(),
      password,
      locale,
      ...(trimmedName === '' ? {} : { name: trimmedName }),
    });
    if (!failure) return;
    setProblem(failure);
    setBusy(false);
    if (failure.code === 'email_taken' || concerns(failure, 'email')) emailRef.current?.focus();
    if (failure.code === 'weak_password') passwordRef.current?.focus();
  };

  const emailError: ReactNode =
    problem?.code === 'email_taken' ? (
      <>
        {t('auth.emailTaken')}{' '}
        <Link href={`/login?email=${encodeURIComponent(email.trim())}`}>{t('auth.loginWithThisEmail')}</Link>
      </>
    ) : concerns(problem, 'email') ? (
      t('auth.invalidEmail')
    ) : checked ? (
      emailMistake(t, email)
    ) : null;
  const passwordError =
    problem?.code === 'weak_password' || concerns(problem, 'password')
      ? weakPasswordText(t, password)
      : checked
        ? passwordMistake(t, password)
        : null;
  const saidAtField =
    problem?.code === 'email_taken' ||
    problem?.code === 'weak_password' ||
    concerns(problem, 'email') ||
    concerns(problem, 'password');
  const changed =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      setProblem(null);
    };
  return {
    email,
    setEmail: changed(setEmail),
    password,
    setPassword: changed(setPassword),
    name,
    setName,
    busy,
    wholeError: problem && !saidAtField ? problemText(t, formats, problem) : null,
    emailRef,
    passwordRef,
    emailError,
    passwordError,
    submit,
  };
}
