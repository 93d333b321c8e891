import { useTranslation } from 'react-i18next';
import { Logo } from '../design/Logo.tsx';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import styles from './StartingScreen.module.css';

/** The moment until it is known who is signed in; seen only if that takes a while. */
export function StartingScreen() {
  const { t } = useTranslation();
  return (
    <main className={styles.starting}>
      <Logo size={40} />
      <VisuallyHidden>{t('app.loading')}</VisuallyHidden>
    </main>
  );
}
