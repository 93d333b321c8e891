import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as contract from '#shared/endpoints/recovery.ts';
import { LIMITS } from '#shared/limits.ts';
import { emailMistake } from '../account/credentials.ts';
import { Button } from '../design/Button.tsx';
import { Field, PasswordField } from '../design/Field.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions, useApp } from '../state/app.tsx';
import styles from './EmailSetting.module.css';
import { FormDialog } from './FormDialog.tsx';
import { useRemote } from './useRemote.ts';
import { useTask } from './useTask.ts';

/** The address of the account: whether it is proven, which one waits to be, and the way to change it. */
export function EmailSetting({ email }: { email: string }) {
  const { t } = useTranslation();
  const { client } = useApp();
  const { value: security, reload } = useRemote(() => client.call(contract.getSecurity, {}));
  const { busy, run } = useTask();
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState(false);
  const pending = security?.pendingEmail ?? null;
  const sendAgain = async () => setSent(await run(() => client.call(contract.sendVerification, {})));
  const giveUp = async () => {
    await run(() => client.call(contract.cancelEmailChange, {}));
    await reload();
  };
  return (
    <div className={styles.email}>
      <Field label={t('auth.email')} hint={t('settings.emailHint')} value={email} readOnly />
      {pending !== null && (
        <p className={styles.state}>
          {t('accountSettings.emailPending', { email: pending })}{' '}
          <Button disabled={busy} onClick={() => void giveUp()}>
            {t('accountSettings.emailGiveUp')}
          </Button>
        </p>
      )}
      {security?.mail === true && !security.emailVerified && pending === null && (
        <p className={styles.state} role="status">
          {sent ? t('accountSettings.verificationSent') : t('accountSettings.emailUnverified')}{' '}
          {!sent && (
            <Button disabled={busy} onClick={() => void sendAgain()}>
              {t('accountSettings.sendVerification')}
            </Button>
          )}
        </p>
      )}
      <div>
        <Button onClick={() => setAsking(true)}>{t('accountSettings.changeEmail')}</Button>
      </div>
      {asking && (
        <EmailDialog
          byMail={security?.mail ?? false}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            void reload();
          }}
        />
      )}
    </div>
  );
}

function EmailDialog({
  byMail,
  onClose,
  onDone,
}: {
  byMail: boolean;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const { showUser } = useActions();
  const { busy, problem, run } = useTask();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const mistake = emailMistake(t, email);
  const submit = async () => {
    setChecked(true);
    if (mistake !== null || password === '') return;
    const isDone = await run(async () => {
      const { user } = await client.call(contract.changeEmail, { body: { email: email.trim(), password } });
      showUser(user);
    });
    if (isDone) onDone();
  };
  const isWrong = problem?.code === 'wrong_password';
  const isTaken = problem?.code === 'email_taken';
  return (
    <FormDialog
      title={t('accountSettings.changeEmail')}
      submitLabel={t('accountSettings.changeEmailSubmit')}
      busy={busy}
      error={problem && !isWrong && !isTaken && problemText(t, formats, problem)}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field
        label={t('accountSettings.newEmail')}
        hint={byMail ? t('accountSettings.newEmailHint') : t('accountSettings.newEmailNow')}
        type="email"
        autoComplete="email"
        maxLength={LIMITS.emailLength}
        value={email}
        error={isTaken ? t('auth.emailTaken') : checked && mistake}
        onChange={(event) => setEmail(event.target.value)}
        data-first-focus
      />
      <PasswordField
        label={t('accountSettings.currentPassword')}
        autoComplete="current-password"
        value={password}
        error={isWrong ? t('errors.wrong_password') : checked && password === '' && t('auth.missingPassword')}
        onChange={(event) => setPassword(event.target.value)}
      />
    </FormDialog>
  );
}
