import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../design/Button.tsx';
import { Dialog } from '../design/Dialog.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions, useAppState } from '../state/app.tsx';
import type { Problem } from '../state/model.ts';
import styles from './LogoutDialog.module.css';

/** Asked only when logging out would lose something. */
export function LogoutDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { logout } = useActions();
  const waiting = useAppState((state) => state.waiting.length);
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <Dialog title={t('account.unsentTitle')} onClose={onClose}>
      {waiting > 0 && <p>{t('desktop.unsentCount', { count: waiting })}</p>}
      <p>{t('account.unsentText')}</p>
      {problem && (
        <p role="alert" className={styles.problem}>
          {problemText(t, formats, problem)}
        </p>
      )}
      <div className={styles.buttons}>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button look="primary" onClick={() => void logout().then(setProblem)}>
          {t('account.logoutAnyway')}
        </Button>
      </div>
    </Dialog>
  );
}
