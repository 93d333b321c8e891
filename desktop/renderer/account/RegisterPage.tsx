import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { getAuthOptions } from '#shared/endpoints/recovery.ts';
import { LIMITS } from '#shared/limits.ts';
import { Field, PasswordField } from '../design/Field.tsx';
import { useFormats, useLocale } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useRemote } from '../settings/useRemote.ts';
import { useActions, useApp } from '../state/app.tsx';
import type { Problem } from '../state/model.ts';
import { AuthForm } from './AuthForm.tsx';
import { AuthNote } from './AuthNote.tsx';
import { concerns, emailMistake, passwordMistake, weakPasswordText } from './credentials.ts';
import { takeLinkToken } from './linkToken.ts';

/** Creates an account, where that is possible: openly, with an invitation, or as the first with the setup code. */
export function RegisterPage() {
  const { t } = useTranslation();
  const { client } = useApp();
  const [invitation] = useState(takeLinkToken);
  const { value: options } = useRemote(() => client.call(getAuthOptions, {}));
  const refusal =
    options === null || options.setupCode || options.registration === 'open'
      ? null
      : options.registration === 'closed'
        ? t('errors.registration_closed')
        : invitation === null && t('errors.invitation_required');
  if (refusal)
    return (
      <AuthNote
        title={t('auth.registerTitle')}
        text={refusal}
        link="/login"
        linkText={t('recovery.backToLogin')}
      />
    );
  return <RegistrationForm invitation={invitation} needsSetupCode={options?.setupCode ?? false} />;
}

type RegistrationFormProps = { invitation: string | null; needsSetupCode: boolean };

function RegistrationForm({ invitation, needsSetupCode }: RegistrationFormProps) {
  const { t } = useTranslation();
  const form = useRegistration(invitation);
  const { emailRef, passwordRef } = form;
  return (
    <AuthForm
      title={t('auth.registerTitle')}
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
        data-first-focus
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
      {needsSetupCode && (
        <Field
          label={t('auth.setupCode')}
          hint={t('auth.setupCodeHint')}
          name="setup-code"
          autoComplete="off"
          spellCheck={false}
          value={form.setupCode}
          error={form.setupCodeError}
          onChange={(event) => form.setSetupCode(event.target.value)}
        />
      )}
    </AuthForm>
  );
}

function useRegistration(invitation: string | null) {
  const { t } = useTranslation();
  const locale = useLocale();
  const formats = useFormats();
  const actions = useActions();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [name, setName] = useState('');
  const [setupCode, setSetupCode] = useState('');
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
      ...(invitation === null ? {} : { invitation }),
      ...(setupCode === '' ? {} : { setupCode }),
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
    problem?.code === 'setup_code_required' ||
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
    setupCode,
    setSetupCode: changed(setSetupCode),
    setupCodeError: problem?.code === 'setup_code_required' ? t('errors.setup_code_required') : null,
    busy,
    wholeError: problem && !saidAtField ? problemText(t, formats, problem) : null,
    emailRef,
    passwordRef,
    emailError,
    passwordError,
    submit,
  };
}
