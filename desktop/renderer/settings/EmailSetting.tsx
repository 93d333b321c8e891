import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as contract from '#shared/endpoints/recovery.ts';
import { LIMITS } from '#shared/limits.ts';
import { emailMistake } from '../account/credentials.ts';
import { Button } from '../design/Button.tsx';
import { Field } from '../design/Field.tsx';
import { useActions, useApp } from '../state/app.tsx';
import styles from './EmailSetting.module.css';
import { PasswordDialog, usePasswordForm } from './PasswordDialog.tsx';
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

type EmailDialogProps = { byMail: boolean; onClose: () => void; onDone: () => void };

function EmailDialog({ byMail, onClose, onDone }: EmailDialogProps) {
  const { t } = useTranslation();
  const { client } = useApp();
  const { showUser } = useActions();
  const [email, setEmail] = useState('');
  const mistake = emailMistake(t, email);
  const form = usePasswordForm(async (password) => {
    const { user } = await client.call(contract.changeEmail, { body: { email: email.trim(), password } });
    showUser(user);
    onDone();
  }, mistake === null);
  const isTaken = form.problem?.code === 'email_taken';
  return (
    <PasswordDialog
      title={t('accountSettings.changeEmail')}
      submitLabel={t('accountSettings.changeEmailSubmit')}
      form={form}
      saidByField="email_taken"
      onClose={onClose}
    >
      <Field
        label={t('accountSettings.newEmail')}
        hint={byMail ? t('accountSettings.newEmailHint') : t('accountSettings.newEmailNow')}
        type="email"
        autoComplete="email"
        maxLength={LIMITS.emailLength}
        value={email}
        error={isTaken ? t('auth.emailTaken') : form.checked && mistake}
        onChange={(event) => setEmail(event.target.value)}
        data-first-focus
      />
    </PasswordDialog>
  );
}
