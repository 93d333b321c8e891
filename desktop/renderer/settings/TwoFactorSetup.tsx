import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { beginTwoFactor, confirmTwoFactor } from '#shared/endpoints/twoFactor.ts';
import { Field } from '../design/Field.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useApp } from '../state/app.tsx';
import { FormDialog } from './FormDialog.tsx';
import { PasswordDialog, usePasswordForm } from './PasswordDialog.tsx';
import { QrCode } from './QrCode.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import styles from './TwoFactorSection.module.css';
import { useTask } from './useTask.ts';

type Secret = { secret: string; uri: string };

/** Three steps: the password, the secret for the authenticator and a code of it, the recovery codes. */
export function TwoFactorSetup({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState<Secret | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <RecoveryCodes codes={codes} onClose={onClose} />;
  if (secret !== null) return <ConfirmStep secret={secret} onDone={setCodes} onClose={onClose} />;
  return <PasswordStep onDone={setSecret} onClose={onClose} />;
}

function PasswordStep({ onDone, onClose }: { onDone: (secret: Secret) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { client } = useApp();
  const form = usePasswordForm(async (password) =>
    onDone(await client.call(beginTwoFactor, { body: { password } })),
  );
  return (
    <PasswordDialog
      title={t('twoFactor.turnOn')}
      submitLabel={t('twoFactor.goOn')}
      form={form}
      onClose={onClose}
    >
      <p>{t('twoFactor.needed')}</p>
    </PasswordDialog>
  );
}

type ConfirmStepProps = { secret: Secret; onDone: (codes: readonly string[]) => void; onClose: () => void };

function ConfirmStep({ secret: { secret, uri }, onDone, onClose }: ConfirmStepProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const { busy, problem, run } = useTask();
  const [code, setCode] = useState('');
  const confirm = () =>
    run(async () =>
      onDone((await client.call(confirmTwoFactor, { body: { code: code.trim() } })).recoveryCodes),
    );
  return (
    <FormDialog
      title={t('twoFactor.scanTitle')}
      submitLabel={t('twoFactor.turnOn')}
      busy={busy || code.trim() === ''}
      error={problem && problemText(t, formats, problem)}
      onSubmit={() => void confirm()}
      onClose={onClose}
    >
      <div className={styles.setup}>
        <p>{t('twoFactor.scan')}</p>
        <QrCode text={uri} label={t('twoFactor.qr')} />
        <p>
          {t('twoFactor.byHand')} <code className={styles.secret}>{secret}</code>
        </p>
      </div>
      <Field
        label={t('twoFactor.code')}
        hint={t('twoFactor.codeHint')}
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => setCode(event.target.value)}
        data-first-focus
      />
    </FormDialog>
  );
}
