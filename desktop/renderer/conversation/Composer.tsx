import { ArrowUp, CornerDownLeft, Square } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, type RefObject, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS } from '#shared/limits.ts';
import { LimitNote } from '../account/LimitNote.tsx';
import { IconButton } from '../design/Button.tsx';
import { DocumentChip } from '../documents/DocumentChip.tsx';
import { UploadTray } from '../documents/UploadTray.tsx';
import { useUploadControl } from '../documents/uploadContext.ts';
import type { DocumentScope } from '../documents/useDocumentScope.ts';
import { useFormats } from '../i18n/format.ts';
import { useApp, useAppState } from '../state/app.tsx';
import styles from './Composer.module.css';
import { ModelChip } from './ModelChip.tsx';
import type { DraftControl } from './useDraft.ts';
import type { ModelChoice } from './useModelChoice.ts';

type ComposerProps = {
  draft: DraftControl;
  choice: ModelChoice;
  scope: DocumentScope;
  /** Where the files on their way are listed, so that the field itself stays where it is as they come and go. */
  uploads?: 'above' | 'below';
  /** An answer is being written: what is sent now waits for its end. */
  answering: boolean;
  onSend: (text: string) => void;
  onStop: () => void;
};

/** Where one writes. Enter sends, Shift+Enter breaks the line, Escape stops the answer. */
export function Composer({
  draft,
  choice,
  scope,
  uploads = 'above',
  answering,
  onSend,
  onStop,
}: ComposerProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const noteId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const offline = useAppState((state) => state.connection === 'offline');
  const empty = draft.text.trim() === '';
  const tooLong = draft.text.length > LIMITS.messageLength;
  const waits = useApp().client.outbox !== undefined;
  const canSend = !empty && !tooLong && (!offline || waits);
  const note = tooLong
    ? t('composer.tooLong', {
        length: formats.number(draft.text.length),
        max: formats.number(LIMITS.messageLength),
      })
    : offline
      ? t(waits ? 'desktop.composerOffline' : 'composer.offline')
      : null;
  useFocusWhereTyped(field);
  const onPaste = usePastedFiles();

  const send = () => {
    if (!canSend) return;
    // The draft is empty from here on, so a second Enter or click finds nothing to send.
    onSend(draft.text);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && answering) {
      event.preventDefault();
      onStop();
    }
  };
  return (
    <div className={styles.composer}>
      {uploads === 'above' && <UploadTray />}
      <div className={styles.box}>
        <textarea
          ref={field}
          className={styles.text}
          aria-label={t('composer.label')}
          aria-describedby={noteId}
          placeholder={answering ? t('composer.placeholderNext') : t('composer.placeholder')}
          rows={1}
          value={draft.text}
          onChange={(event) => draft.change({ text: event.target.value })}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <div className={styles.bar}>
          <ModelChip choice={choice} onChoose={(model) => draft.change({ model })} />
          <DocumentChip scope={scope} />
          <span className={styles.space} />
          {answering && (
            <IconButton label={t('composer.stop')} keys="Escape" className={styles.stop} onClick={onStop}>
              <Square size={13} fill="currentColor" />
            </IconButton>
          )}
          {!(answering && empty) && (
            <IconButton
              label={answering ? t('composer.queue') : t('composer.send')}
              keys="Enter"
              look="primary"
              aria-disabled={!canSend}
              onClick={send}
            >
              {answering ? <CornerDownLeft size={17} /> : <ArrowUp size={18} />}
            </IconButton>
          )}
        </div>
      </div>
      <p id={noteId} className={styles.note} role="status">
        {note ?? <LimitNote answering={answering} />}
      </p>
      {uploads === 'below' && <UploadTray />}
    </div>
  );
}

/** Files that are pasted are uploaded. What has text beside its files, as a copied table has, is pasted as that text. */
function usePastedFiles() {
  const { take } = useUploadControl();
  return (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    take(files);
  };
}

/** Writing may begin at once, except where that would call up an on-screen keyboard. */
function useFocusWhereTyped(field: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    if (window.matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true });
  }, [field]);
}
