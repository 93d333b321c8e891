import { useTranslation } from 'react-i18next';
import { Button } from '../design/Button.tsx';
import { Section } from '../settings/Section.tsx';
import { noticesOf } from './DeviceNotices.tsx';
import styles from './DeviceSettings.module.css';
import { useDesktop } from './desktopContext.ts';
import { useServerName } from './ServerLine.tsx';
import { StorageSettings } from './StorageSettings.tsx';

/** What belongs to this computer: its server, its version, and what it cannot keep. Nothing in a browser. */
export function DeviceSettings() {
  const { t } = useTranslation();
  const desktop = useDesktop();
  const server = useServerName(desktop);
  if (!desktop) return null;
  return (
    <Section title={t('desktop.settingsTitle')} note={t('desktop.settingsNote')}>
      <dl className={styles.facts}>
        <dt>{t('desktop.server')}</dt>
        <dd>
          {server} <Button onClick={desktop.chooseServer}>{t('desktop.changeServer')}</Button>
        </dd>
        <dt>{t('desktop.version')}</dt>
        <dd>{desktop.bridge.version}</dd>
      </dl>
      <StorageSettings bridge={desktop.bridge} />
      {noticesOf(desktop.status).map((notice) => (
        <p key={notice} className={styles.notice}>
          {t(`desktop.${notice}`)}
        </p>
      ))}
    </Section>
  );
}
