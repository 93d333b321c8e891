import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deleteAccount, exportAccount } from '#shared/endpoints/departure.ts';
import { Button } from '../design/Button.tsx';
import { useDesktop } from '../desktop/desktopContext.ts';
import { useActions, useApp } from '../state/app.tsx';
import styles from './DepartureSection.module.css';
import { PasswordDialog, usePasswordForm } from './PasswordDialog.tsx';
import { Section } from './Section.tsx';

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
  const { client } = useApp();
  const { logout } = useActions();
  const form = usePasswordForm(async (password) => {
    await client.call(deleteAccount, { body: { password } });
    // The session has ended with it; this device forgets what it kept.
    await logout();
  });
  return (
    <PasswordDialog
      title={t('departure.delete')}
      submitLabel={t('departure.deleteSubmit')}
      form={form}
      onClose={onClose}
    >
      <p>{t('departure.deleteText')}</p>
    </PasswordDialog>
  );
}
