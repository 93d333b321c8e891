import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS } from '#shared/limits.ts';
import { Button } from '../design/Button.tsx';
import styles from './EditMessage.module.css';

type EditMessageProps = { text: string; onSend: (text: string) => void; onCancel: () => void };

/** Writes another version of a message that was sent. */
export function EditMessage({ text, onSend, onCancel }: EditMessageProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const [changed, setChanged] = useState(text);
  const sendable = changed.trim() !== '' && changed.length <= LIMITS.messageLength;
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, [text.length]);
  return (
    <div className={styles.edit}>
      <textarea
        ref={field}
        aria-label={t('conversation.editLabel')}
        aria-describedby="edit-note"
        value={changed}
        onChange={(event) => setChanged(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') {
            event.preventDefault();
            onCancel();
          }
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            if (sendable) onSend(changed);
          }
        }}
      />
      <div className={styles.bar}>
        <p id="edit-note">{t('composer.editing')}</p>
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
        <Button look="primary" disabled={!sendable} onClick={() => onSend(changed)}>
          {t('conversation.sendVersion')}
        </Button>
      </div>
    </div>
  );
}
