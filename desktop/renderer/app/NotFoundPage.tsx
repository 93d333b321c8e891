import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import buttonStyles from '../design/Button.module.css';
import { classes } from '../design/classes.ts';
import { Knot } from '../design/Knot.tsx';
import { Placard } from '../design/Placard.tsx';
import styles from './Page.module.css';
import { PageHeader } from './PageHeader.tsx';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <div className={styles.page}>
      <PageHeader pageTitle={t('notFound.title')} />
      <Placard
        figure={<Knot size={40} state="cut" />}
        title={t('notFound.title')}
        actions={
          <Link href="/" className={classes(buttonStyles.button, buttonStyles.primary)}>
            {t('notFound.toStart')}
          </Link>
        }
      >
        {t('notFound.text')}
      </Placard>
    </div>
  );
}
