import { useTranslation } from 'react-i18next';
import styles from './Keys.module.css';
import { isMac } from './platform.ts';

/** A combination such as `Mod+K` as it is written on this computer's keyboard, in the language of the page. */
export function Keys({ combination }: { combination: string }) {
  const { t } = useTranslation();
  const names: Record<string, string> = {
    Mod: isMac() ? '⌘' : t('shortcuts.keys.ctrl'),
    Shift: isMac() ? '⇧' : t('shortcuts.keys.shift'),
    Enter: t('shortcuts.keys.enter'),
    Escape: t('shortcuts.keys.escape'),
    Delete: t('shortcuts.keys.delete'),
    Up: '↑',
    Down: '↓',
  };
  return (
    <span className={styles.keys}>
      {combination.split('+').map((key) => (
        <kbd key={key}>{names[key] ?? key}</kbd>
      ))}
    </span>
  );
}
