import { useTranslation } from 'react-i18next';
import { Button } from '../design/Button.tsx';
import { type Desktop, useDesktop } from './desktopContext.ts';
import styles from './ServerLine.module.css';

/** Which server one is about to log in to, and the way to another. Nothing in a browser. */
export function ServerLine() {
  const { t } = useTranslation();
  const desktop = useDesktop();
  const server = useServerName(desktop);
  if (!desktop) return null;
  return (
    <p className={styles.line}>
      <span>{t('desktop.serverLine', { server })}</span>
      <Button look="quiet" onClick={desktop.chooseServer}>
        {t('desktop.change')}
      </Button>
    </p>
  );
}

/** The server as a person knows it. */
export function useServerName(desktop: Desktop | null): string {
  const { t } = useTranslation();
  if (!desktop) return '';
  const { isThisComputer, serverAddress } = desktop.status;
  return isThisComputer ? t('desktop.thisComputer') : (serverAddress ?? '').replace(/^https:\/\//, '');
}
