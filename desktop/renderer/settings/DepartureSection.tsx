import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deleteAccount, exportAccount } from '#shared/endpoints/departure.ts';
import { Button } from '../design/Button.tsx';
import { PasswordField } from '../design/Field.tsx';
import { useDesktop } from '../desktop/desktopContext.ts';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions, useApp } from '../state/app.tsx';
import styles from './DepartureSection.module.css';
import { FormDialog } from './FormDialog.tsx';
import { Section } from './Section.tsx';
import { useTask } from './useTask.ts';

/** Taking everything along, and deleting the account. */
export function DepartureSection() {
  const { t } = useTranslation();
  const desktop = useDesktop();
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t('departure.title')} note={t('departure.note')}>
      <div>
        {desktop ? (
          <p>{t('departure.exportInBrowser')}</p>
        ) : (
          <a className={styles.download} href={exportAccount.path} download>
            {t('departure.export')}
          </a>
        )}
      </div>
      <div>
        <Button onClick={() => setAsking(true)}>{t('departure.delete')}</Button>
      </div>
      {asking && <DeleteDialog onClose={() => setAsking(false)} />}
    </Section>
  );
}

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const { logout } = useActions();
  const { busy, problem, run } = useTask();
  const [password, setPassword] = useState('');
  const isWrong = problem?.code === 'wrong_password';
  const submit = () =>
    run(async () => {
      await client.call(deleteAccount, { body: { password } });
      // The session has ended with it; this device forgets what it kept.
      await logout();
    });
  return (
    <FormDialog
      title={t('departure.delete')}
      submitLabel={t('departure.deleteSubmit')}
      busy={busy || password === ''}
      error={problem && !isWrong && problemText(t, formats, problem)}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p>{t('departure.deleteText')}</p>
      <PasswordField
        label={t('accountSettings.currentPassword')}
        autoComplete="current-password"
        value={password}
        error={isWrong && t('errors.wrong_password')}
        onChange={(event) => setPassword(event.target.value)}
        data-first-focus
      />
    </FormDialog>
  );
}
