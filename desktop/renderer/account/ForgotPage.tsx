import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { forgotPassword, getAuthOptions } from '#shared/endpoints/recovery.ts';
import { Field } from '../design/Field.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useRemote } from '../settings/useRemote.ts';
import { useTask } from '../settings/useTask.ts';
import { useApp } from '../state/app.tsx';
import { AuthForm } from './AuthForm.tsx';
import { AuthNote } from './AuthNote.tsx';
import { emailMistake } from './credentials.ts';

/** Asks for a link to choose another password; says what to do where the server sends no mail. */
export function ForgotPage() {
  const { t } = useTranslation();
  const { client } = useApp();
  const { value: options } = useRemote(() => client.call(getAuthOptions, {}));
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (options?.mail === false)
    return (
      <AuthNote
        title={t('recovery.forgotTitle')}
        text={t('recovery.noMail')}
        link="/login"
        linkText={t('recovery.backToLogin')}
      />
    );
  if (sentTo !== null)
    return (
      <AuthNote
        title={t('recovery.sentTitle')}
        text={t('recovery.sentText', { email: sentTo })}
        link="/login"
        linkText={t('recovery.backToLogin')}
      />
    );
  return <ForgotForm onSent={setSentTo} />;
}

function ForgotForm({ onSent }: { onSent: (email: string) => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const { busy, problem, run } = useTask();
  const [search] = useSearchParams();
  const [email, setEmail] = useState(search.get('email') ?? '');
  const [checked, setChecked] = useState(false);
  const emailRef = useRef<HTMLInputElement>(null);
  const submit = async () => {
    setChecked(true);
    const address = email.trim();
    if (emailMistake(t, address) !== null) return emailRef.current?.focus();
    if (await run(() => client.call(forgotPassword, { body: { email: address } }))) onSent(address);
  };
  return (
    <AuthForm
      title={t('recovery.forgotTitle')}
      onSubmit={() => void submit()}
      busy={busy}
      submitLabel={t('recovery.sendLink')}
      busyLabel={t('recovery.sendingLink')}
      error={problem && problemText(t, formats, problem)}
      footer={<Link href="/login">{t('recovery.backToLogin')}</Link>}
    >
      <Field
        ref={emailRef}
        label={t('auth.email')}
        hint={t('recovery.forgotHint')}
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        error={checked ? emailMistake(t, email) : null}
        onChange={(event) => setEmail(event.target.value)}
        data-first-focus
      />
    </AuthForm>
  );
}
