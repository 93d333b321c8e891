import { useTranslation } from 'react-i18next';
import { Dialog } from '../design/Dialog.tsx';
import { Keys } from '../design/Keys.tsx';
import styles from './ShortcutsDialog.module.css';

const GROUPS = [
  {
    group: 'everywhere',
    shortcuts: [
      ['newConversation', 'Mod+N'],
      ['find', 'Mod+K'],
      ['fold', 'Mod+B'],
      ['list', '?'],
      ['close', 'Escape'],
    ],
  },
  {
    group: 'inComposer',
    shortcuts: [
      ['send', 'Enter'],
      ['newline', 'Shift+Enter'],
      ['stop', 'Escape'],
    ],
  },
  {
    group: 'inList',
    shortcuts: [
      ['move', 'Up+Down'],
      ['open', 'Enter'],
      ['rename', 'F2'],
      ['delete', 'Delete'],
    ],
  },
] as const;

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose}>
      {GROUPS.map(({ group, shortcuts }) => (
        <section key={group} className={styles.group}>
          <h3>{t(`shortcuts.${group}`)}</h3>
          <dl>
            {shortcuts.map(([name, keys]) => (
              <div key={name} className={styles.row}>
                <dt>{t(`shortcuts.${name}`)}</dt>
                <dd>
                  <Keys combination={keys} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
