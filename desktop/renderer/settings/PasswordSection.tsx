import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changePassword } from '#shared/endpoints/account.ts';
import { LIMITS } from '#shared/limits.ts';
import { passwordMistake, weakPasswordText } from '../account/credentials.ts';
import { Button } from '../design/Button.tsx';
import { PasswordField } from '../design/Field.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions, useApp } from '../state/app.tsx';
import { FormDialog } from './FormDialog.tsx';
import { Section } from './Section.tsx';
import { useTask } from './useTask.ts';

/** Another password, for whoever knows the present one. */
export function PasswordSection() {
  const { t } = useTranslation();
  const { notify } = useActions();
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t('accountSettings.password')} note={t('accountSettings.passwordNote')}>
      <div>
        <Button onClick={() => setAsking(true)}>{t('accountSettings.changePassword')}</Button>
      </div>
      {asking && (
        <PasswordDialog
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            notify({ kind: 'passwordChanged' });
          }}
        />
      )}
    </Section>
  );
}

function PasswordDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const { busy, problem, run } = useTask();
  const [currentPassword, setCurrentPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const mistake = passwordMistake(t, newPassword);
  const submit = async () => {
    setChecked(true);
    if (currentPassword === '' || mistake !== null) return;
    if (await run(() => client.call(changePassword, { body: { currentPassword, newPassword } }))) onDone();
  };
  const isSaidByField = problem?.code === 'wrong_password' || problem?.code === 'weak_password';
  return (
    <FormDialog
      title={t('accountSettings.changePassword')}
      submitLabel={t('accountSettings.changePasswordSubmit')}
      busy={busy}
      error={problem && !isSaidByField && problemText(t, formats, problem)}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <PasswordField
        label={t('accountSettings.currentPassword')}
        autoComplete="current-password"
        value={currentPassword}
        error={
          problem?.code === 'wrong_password'
            ? t('errors.wrong_password')
            : checked && currentPassword === '' && t('auth.missingPassword')
        }
        onChange={(event) => setCurrentPassword(event.target.value)}
        data-first-focus
      />
      <PasswordField
        label={t('accountSettings.newPassword')}
        autoComplete="new-password"
        hint={t('auth.passwordHint', { count: LIMITS.passwordMinLength })}
        value={newPassword}
        error={problem?.code === 'weak_password' ? weakPasswordText(t, newPassword) : checked && mistake}
        onChange={(event) => setNewPassword(event.target.value)}
      />
    </FormDialog>
  );
}
