import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/entities.ts';
import { IconButton } from '../design/Button.tsx';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { useActions } from '../state/app.tsx';
import { versionsOf } from '../state/branch.ts';
import styles from './Versions.module.css';

/** `‹ 2/3 ›`: steps through the versions of a message. Nothing where there is only one. */
export function Versions({ message, tree }: { message: Message; tree: ReadonlyMap<string, Message> }) {
  const { t } = useTranslation();
  const { showVersion } = useActions();
  const versions = versionsOf(tree, message);
  const index = versions.findIndex(({ id }) => id === message.id);
  if (versions.length < 2) return null;
  const step = (by: 1 | -1) => {
    const version = versions[index + by];
    if (version) showVersion(message.conversationId, version.id);
  };
  return (
    <span className={styles.versions}>
      <IconButton label={t('conversation.previousVersion')} disabled={index === 0} onClick={() => step(-1)}>
        <ChevronLeft size={16} />
      </IconButton>
      <span aria-hidden="true">
        {index + 1}/{versions.length}
      </span>
      <VisuallyHidden>
        {t('conversation.version', { current: index + 1, count: versions.length })}
      </VisuallyHidden>
      <IconButton
        label={t('conversation.nextVersion')}
        disabled={index === versions.length - 1}
        onClick={() => step(1)}
      >
        <ChevronRight size={16} />
      </IconButton>
    </span>
  );
}
