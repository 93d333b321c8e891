import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS } from '#shared/limits.ts';
import styles from './TitleField.module.css';

/**
 * Renames in place: Enter or leaving it keeps the new title, Escape the old one. `onDone` is told whether a key ended it:
 * the focus is then free to be given back.
 */
export function TitleField({
  title,
  onDone,
}: {
  title: string;
  onDone: (changed: string | null, byKey: boolean) => void;
}) {
  const { t } = useTranslation();
  const ref = useRef<HTMLInputElement>(null);
  const finished = useRef(false);
  useEffect(() => {
    // A menu that closes gives its focus back to its trigger first.
    const timer = setTimeout(() => ref.current?.select(), 0);
    return () => clearTimeout(timer);
  }, []);
  const finish = (keep: boolean, byKey: boolean) => {
    if (finished.current) return;
    finished.current = true;
    const changed = ref.current?.value.trim() ?? '';
    onDone(keep && changed !== '' && changed !== title ? changed : null, byKey);
  };
  return (
    <input
      ref={ref}
      className={styles.field}
      defaultValue={title}
      aria-label={t('sidebar.titleField')}
      maxLength={LIMITS.titleLength}
      onBlur={() => finish(true, false)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') finish(true, true);
        if (event.key === 'Escape') finish(false, true);
      }}
    />
  );
}
