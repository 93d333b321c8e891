import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCALES } from '#shared/entities.ts';
import { usePageTitle } from '../app/usePageTitle.ts';
import { Khipu } from '../design/Khipu.tsx';
import { Logo } from '../design/Logo.tsx';
import { Select } from '../design/Select.tsx';
import { ServerLine } from '../desktop/ServerLine.tsx';
import { useLocale } from '../i18n/format.ts';
import styles from './AuthFrame.module.css';

/** What the pages before the door have in common: what Kipux is, its figure, and the language. */
export function AuthFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  usePageTitle(title);
  return (
    <main className={styles.frame}>
      <section className={styles.story}>
        <div className={styles.brand}>
          <Logo size={26} />
          <span>{t('app.name')}</span>
        </div>
        <p className={styles.tagline}>{t('app.tagline')}</p>
        <div className={styles.figure}>
          <Khipu />
        </div>
        <p className={styles.why}>{t('auth.why')}</p>
      </section>
      <section className={styles.door}>
        <div className={styles.language}>
          <Select
            label={t('common.language')}
            hideLabel
            value={locale}
            options={LOCALES.map((value) => ({ value, label: t(`common.languages.${value}`) }))}
            onChange={(value) => void i18n.changeLanguage(value)}
          />
        </div>
        <div className={styles.form}>
          <h1>{title}</h1>
          {children}
          <ServerLine />
        </div>
      </section>
    </main>
  );
}
