import { useTranslation } from 'react-i18next';
import styles from './Skeleton.module.css';
import { VisuallyHidden } from './VisuallyHidden.tsx';

/** Stands in for text on its way. The style sheet shows it only after 150 ms: a quick answer needs none. */
export function Skeleton({ lines }: { lines: number }) {
  const { t } = useTranslation();
  return (
    <div className={styles.skeleton} role="status">
      <VisuallyHidden>{t('app.loading')}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className={styles.line} />
      ))}
    </div>
  );
}
