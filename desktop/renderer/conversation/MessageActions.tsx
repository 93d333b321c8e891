import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classes } from '../design/classes.ts';
import styles from './MessageActions.module.css';

/** What can be done with a message: there on hover and on focus, or always, where there is no pointer to hover. */
export function MessageActions({ always = false, children }: { always?: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div
      className={classes(styles.actions, always && styles.always)}
      role="group"
      aria-label={t('conversation.messageActions')}
    >
      {children}
    </div>
  );
}
