import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import pageStyles from '../app/Page.module.css';
import { PageHeader } from '../app/PageHeader.tsx';
import { DeskNav } from './DeskNav.tsx';
import styles from './DeskPage.module.css';

type DeskPageProps = {
  title: string;
  /** Where Escape and the link above the title lead. */
  back?: { href: string; label: string };
  /** What can be done with the whole page. */
  actions?: ReactNode;
  /** `list`: what is in it scrolls by itself. */
  look?: 'page' | 'list';
  children: ReactNode;
};

/** A page of the desk: its navigation, its title and what it shows. */
export function DeskPage({ title, back, actions, look = 'page', children }: DeskPageProps) {
  const { t } = useTranslation('admin');
  const head = (
    <>
      {back && (
        <Link className={styles.back} href={back.href}>
          <ArrowLeft size={15} aria-hidden="true" />
          {back.label}
        </Link>
      )}
      <div className={styles.head}>
        <h1>{title}</h1>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </>
  );
  return (
    <div className={pageStyles.page}>
      <PageHeader pageTitle={`${title} · ${t('title')}`}>
        <DeskNav />
      </PageHeader>
      {look === 'list' ? (
        <div className={styles.list}>
          {head}
          {children}
        </div>
      ) : (
        <div className={styles.scroller}>
          <div className={styles.column}>
            {head}
            {children}
          </div>
        </div>
      )}
    </div>
  );
}
