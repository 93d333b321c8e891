import { useTranslation } from 'react-i18next';
import { Button } from '../design/Button.tsx';
import { FormError } from '../design/FormError.tsx';
import { Skeleton } from '../design/Skeleton.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { ListNote } from '../sidebar/ListNote.tsx';
import type { Problem } from '../state/model.ts';
import styles from './ReadingNote.module.css';

type ReadingNoteProps = {
  /** Whether something that was read is shown. */
  isShown: boolean;
  problem: Problem | null;
  onRetry: () => void;
  lines?: number;
};

/** What stands for something that was not read yet, and what is said when it could not be read. */
export function ReadingNote({ isShown, problem, onRetry, lines = 6 }: ReadingNoteProps) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const formats = useFormats();
  if (problem === null) return isShown ? null : <Skeleton lines={lines} />;
  const retry = <Button onClick={onRetry}>{common('common.retry')}</Button>;
  const reason = problemText(common, formats, problem);
  if (!isShown) {
    return (
      <ListNote title={t('notRead')}>
        <p>{reason}</p>
        {retry}
      </ListNote>
    );
  }
  return (
    <div className={styles.line}>
      <FormError>{reason}</FormError>
      {retry}
    </div>
  );
}
