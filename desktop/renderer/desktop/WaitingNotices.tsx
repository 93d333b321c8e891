import { useTranslation } from 'react-i18next';
import type { WaitingChange } from '#shared/outbox.ts';
import { Button } from '../design/Button.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions, useAppState } from '../state/app.tsx';
import type { AppState } from '../state/model.ts';
import styles from './DeviceNotices.module.css';

/** More than these would push everything else off the screen; the next ones follow as these are settled. */
const MOST_SHOWN = 3;

/** Changes that the server refused and that are not shown where they were made: what it was, why, and what now. */
export function WaitingNotices() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { settleChange } = useActions();
  const waiting = useAppState((state) => state.waiting);
  const conversations = useAppState((state) => state.conversations);
  return waiting
    .filter((change) => change.state === 'failed' && !isShownElsewhere(change, conversations))
    .slice(0, MOST_SHOWN)
    .map((change) => (
      <div key={change.id} className={styles.notice}>
        <p>
          <strong>
            {t(`desktop.refused_${change.kind}`, { subject: subjectOf(change, conversations) })}
          </strong>{' '}
          {change.problem && problemText(t, formats, change.problem)}
        </p>
        <Button look="quiet" onClick={() => settleChange(change.id, 'retry')}>
          {t('common.retry')}
        </Button>
        <Button look="quiet" onClick={() => settleChange(change.id, 'discard')}>
          {t('desktop.discard')}
        </Button>
      </div>
    ));
}

/** A message is shown in its conversation, if that is still there. */
function isShownElsewhere(
  { kind, conversationId }: WaitingChange,
  conversations: AppState['conversations'],
): boolean {
  return kind === 'sendMessage' && conversationId !== null && conversations.has(conversationId);
}

function subjectOf({ conversationId, message }: WaitingChange, conversations: AppState['conversations']) {
  return message?.content ?? (conversationId === null ? '' : conversations.get(conversationId)?.title) ?? '';
}
