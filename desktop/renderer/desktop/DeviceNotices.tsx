import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DesktopStatus } from '#shared/bridge.ts';
import { IconButton } from '../design/Button.tsx';
import styles from './DeviceNotices.module.css';
import { useDesktop } from './desktopContext.ts';

export type DeviceNotice = 'memory' | 'cache_newer' | 'cache_full' | 'cache_unavailable';

/** What of this device a person should know: it cannot keep the session, or not what can be read offline. */
export function DeviceNotices() {
  const { t } = useTranslation();
  const desktop = useDesktop();
  const [dismissed, setDismissed] = useState<readonly DeviceNotice[]>([]);
  if (!desktop) return null;
  return noticesOf(desktop.status)
    .filter((notice) => !dismissed.includes(notice))
    .map((notice) => (
      <div key={notice} className={styles.notice}>
        <p>{t(`desktop.${notice}`)}</p>
        <IconButton label={t('common.close')} onClick={() => setDismissed([...dismissed, notice])}>
          <X size={16} />
        </IconButton>
      </div>
    ));
}

/** The worst first. */
export function noticesOf({ session, cache }: Pick<DesktopStatus, 'session' | 'cache'>): DeviceNotice[] {
  const ofCache: DeviceNotice[] = cache === 'ok' ? [] : [`cache_${cache}`];
  return session === 'memory' ? [...ofCache, 'memory'] : ofCache;
}
