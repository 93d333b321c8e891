import { useTranslation } from 'react-i18next';
import { LIMITS } from '#shared/limits.ts';
import { useFormats } from '../i18n/format.ts';
import { useAppState } from '../state/app.tsx';
import { DocumentFigure } from './DocumentFigure.tsx';
import styles from './DropOverlay.module.css';

/** Over the whole window while files are dragged across it. Only a picture: the drop is the window's to take. */
export function DropOverlay() {
  const { t } = useTranslation();
  const formats = useFormats();
  const offline = useAppState((state) => state.connection === 'offline');
  return (
    <div className={styles.overlay} aria-hidden="true">
      <div className={styles.frame} data-offline={offline}>
        <DocumentFigure />
        <p className={styles.title}>{offline ? t('documents.dropOffline') : t('documents.drop')}</p>
        <p className={styles.text}>
          {offline
            ? t('documents.dropOfflineHint')
            : t('documents.accepted', { max: formats.bytes(LIMITS.uploadBytes) })}
        </p>
      </div>
    </div>
  );
}
