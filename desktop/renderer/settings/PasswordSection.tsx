import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changePassword } from '#shared/endpoints/account.ts';
import { LIMITS } from '#shared/limits.ts';
import { passwordMistake, weakPasswordText } from '../account/credentials.ts';
import { Button } from '../design/Button.tsx';
import { PasswordField } from '../design/Field.tsx';
import { useActions, useApp } from '../state/app.tsx';
import { PasswordDialog, usePasswordForm } from './PasswordDialog.tsx';
import { Section } from './Section.tsx';

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
        <NewPasswordDialog
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

function NewPasswordDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const { client } = useApp();
  const [newPassword, setNewPassword] = useState('');
  const mistake = passwordMistake(t, newPassword);
  const form = usePasswordForm(async (currentPassword) => {
    await client.call(changePassword, { body: { currentPassword, newPassword } });
    onDone();
  }, mistake === null);
  const isWeak = form.problem?.code === 'weak_password';
  return (
    <PasswordDialog
      title={t('accountSettings.changePassword')}
      submitLabel={t('accountSettings.changePasswordSubmit')}
      form={form}
      saidByField="weak_password"
      onClose={onClose}
      below={
        <PasswordField
          label={t('accountSettings.newPassword')}
          autoComplete="new-password"
          hint={t('auth.passwordHint', { count: LIMITS.passwordMinLength })}
          value={newPassword}
          error={isWeak ? weakPasswordText(t, newPassword) : form.checked && mistake}
          onChange={(event) => setNewPassword(event.target.value)}
        />
      }
    />
  );
}
