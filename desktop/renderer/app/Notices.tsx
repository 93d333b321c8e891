import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../design/Button.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions, useAppState } from '../state/app.tsx';
import type { Notice } from '../state/model.ts';
import styles from './Notices.module.css';

/** What just happened, with its undo. */
export function Notices() {
  const { t } = useTranslation();
  const notices = useAppState((state) => state.notices);
  return (
    <section className={styles.notices} aria-label={t('notices.label')}>
      <div role="status" aria-live="polite">
        {notices.map((notice) => (
          <NoticeCard key={notice.id} notice={notice} />
        ))}
      </div>
    </section>
  );
}

function NoticeCard({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { dismiss } = useActions();
  const [held, setHeld] = useState(false);
  const { id, lasts, undo, action } = notice;
  // What can be undone goes when its time is over, held or not: the button must not promise what is past.
  useEffect(() => {
    if (held && undo === null) return;
    const timer = setTimeout(() => dismiss(id), lasts);
    return () => clearTimeout(timer);
  }, [held, undo, id, lasts, dismiss]);
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) };
  return (
    <div className={styles.notice} data-tone={notice.tone} {...(undo === null ? hold : {})}>
      <p className={styles.text}>
        {t(`notices.${notice.kind}`)}
        {notice.subject !== '' && <span className={styles.subject}> · {notice.subject}</span>}
        {notice.problem && <span> {problemText(t, formats, notice.problem)}</span>}
      </p>
      {action && (
        <Button
          className={styles.undo}
          onClick={() => {
            action.run();
            dismiss(id);
          }}
        >
          {t(`notices.actions.${action.kind}`)}
        </Button>
      )}
      {undo && (
        <Button
          className={styles.undo}
          onClick={() => {
            undo();
            dismiss(id);
          }}
        >
          {t('common.undo')}
        </Button>
      )}
      <IconButton label={t('common.close')} onClick={() => dismiss(id)} className={styles.close}>
        <X size={16} />
      </IconButton>
    </div>
  );
}
