import { useTranslation } from 'react-i18next';
import { classes } from '../design/classes.ts';
import { useFormats } from '../i18n/format.ts';
import styles from './ProgressCord.module.css';
import { PROGRESS_KNOTS, type Progress } from './progress.ts';

/** How far a file has come, as a cord on which a knot is tied at the end of each stage, and in words. */
export function ProgressCord({ name, progress }: { name: string; progress: Progress }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { step, share, done } = progress;
  const label = t(`documents.steps.${step}`);
  const text =
    share === null
      ? label
      : t('documents.stepWithShare', { step: label, share: formats.percent(Math.floor(share * 100) / 100) });
  return (
    <div className={styles.progress}>
      <div
        className={styles.cord}
        role="progressbar"
        aria-label={t('documents.progressOf', { name })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(done * 100)}
        aria-valuetext={text}
      >
        <span className={styles.done} style={{ transform: `scaleX(${done})` }} />
        {PROGRESS_KNOTS.map((at) => (
          <span
            key={at}
            className={classes(styles.knot, done >= at && styles.tied)}
            style={{ insetInlineStart: `${at * 100}%` }}
          />
        ))}
        {done < 1 && <span className={styles.moving} style={{ insetInlineStart: `${done * 100}%` }} />}
      </div>
      <span className={styles.text}>{text}</span>
    </div>
  );
}
