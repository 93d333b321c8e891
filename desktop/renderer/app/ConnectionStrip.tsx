import { useTranslation } from 'react-i18next';
import { Knot } from '../design/Knot.tsx';
import { DeviceNotices } from '../desktop/DeviceNotices.tsx';
import { useDesktop } from '../desktop/desktopContext.ts';
import { WaitingNotices } from '../desktop/WaitingNotices.tsx';
import { useAppState } from '../state/app.tsx';
import styles from './ConnectionStrip.module.css';

/** A quiet strip while the server is out of reach. The status region is always there, so that it is announced. */
export function ConnectionStrip() {
  const { t } = useTranslation();
  const isDesktop = useDesktop() !== null;
  const offline = useAppState((state) => state.connection === 'offline');
  const outdated = useAppState((state) => state.outdated);
  const download = useAppState((state) => state.download);
  return (
    <div className={styles.strip}>
      <div role="status">
        {offline && (
          <p>
            <Knot state="hollow" />
            <strong>{t(outdated ? `errors.${outdated}_outdated` : 'connection.offline')}</strong>{' '}
            {t(isDesktop ? 'desktop.offlineWorks' : 'connection.offlineWorks')}
          </p>
        )}
        <DeviceNotices />
        <WaitingNotices />
      </div>
      {download !== null && !offline && <Download ratio={download} />}
    </div>
  );
}

/** Not in the status region: a screen reader would read out every page of it. */
function Download({ ratio }: { ratio: number }) {
  const { t } = useTranslation();
  return (
    <label className={styles.download}>
      {t('desktop.downloading')} <progress value={ratio} max={1} />
    </label>
  );
}
