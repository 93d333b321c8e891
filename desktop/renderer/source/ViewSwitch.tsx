import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './ViewSwitch.module.css';

export type SourceLook = 'page' | 'text';

type ViewSwitchProps = { look: SourceLook; onChange: (look: SourceLook) => void };

/** Between the pages as they are and the text that was read from them. */
export function ViewSwitch({ look, onChange }: ViewSwitchProps) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className={styles.switch}>
      <legend className={styles.legend}>{t('source.look')}</legend>
      {(['page', 'text'] as const).map((value) => (
        <label key={value} className={styles.option}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={look === value}
            onChange={() => onChange(value)}
          />
          <span>{t(`source.looks.${value}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
