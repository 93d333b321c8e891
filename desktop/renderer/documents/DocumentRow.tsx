import { Download, MessageSquarePlus, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Document } from '#shared/entities.ts';
import buttonStyles from '../design/Button.module.css';
import { IconButton } from '../design/Button.tsx';
import { classes } from '../design/classes.ts';
import { Knot, type KnotState } from '../design/Knot.tsx';
import { Tooltip } from '../design/Tooltip.tsx';
import { useFormats } from '../i18n/format.ts';
import { useActions, useApp } from '../state/app.tsx';
import { NEW_CONVERSATION } from '../state/localRecords.ts';
import styles from './DocumentRow.module.css';
import { documentErrorText, documentFacts, shownName } from './documentTexts.ts';
import { downloadAddress } from './download.ts';
import { ProgressCord } from './ProgressCord.tsx';
import { documentProgress } from './progress.ts';
import { UploadAgainButton } from './UploadTray.tsx';

type DocumentRowProps = {
  document: Document;
  inTabOrder: boolean;
  onFocus: (id: string) => void;
  onDelete: (id: string) => void;
};

const KNOTS: Record<Document['status'], KnotState> = {
  pending: 'hollow',
  processing: 'moving',
  completed: 'tied',
  error: 'frayed',
};

export const DocumentRow = memo(function DocumentRow({
  document,
  inTabOrder,
  onFocus,
  onDelete,
}: DocumentRowProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { openDocument } = useActions();
  const { status } = document;
  const name = shownName(document);
  const readable = status === 'completed';
  return (
    <div className={styles.row}>
      <Knot state={KNOTS[status]} tone={status === 'error' ? 'warn' : readable ? 'wool' : 'action'} />
      <button
        type="button"
        className={styles.open}
        data-document={document.id}
        tabIndex={inTabOrder ? 0 : -1}
        aria-disabled={!readable}
        title={readable ? t('documents.open', { name }) : name}
        onFocus={() => onFocus(document.id)}
        onClick={() => readable && openDocument(document)}
      >
        <span className={styles.name}>{name}</span>
        <span className={styles.facts}>{documentFacts(t, formats, document).join(' · ')}</span>
      </button>
      {!readable && status !== 'error' && (
        <div className={styles.progress}>
          <ProgressCord name={name} progress={documentProgress(document)} />
        </div>
      )}
      <RowActions document={document} inTabOrder={inTabOrder} onDelete={onDelete} />
      {status === 'error' && (
        <div className={styles.problem}>
          <p>{documentErrorText(t, document)}</p>
          <UploadAgainButton document={document} />
        </div>
      )}
    </div>
  );
});

function RowActions({ document, inTabOrder, onDelete }: Omit<DocumentRowProps, 'onFocus'>) {
  const { t } = useTranslation();
  const app = useApp();
  const [, navigate] = useLocation();
  const name = shownName(document);
  const tabIndex = inTabOrder ? 0 : -1;
  const address = downloadAddress(document.id);
  const ask = () => {
    const draft = app.records()?.readDraft(NEW_CONVERSATION) ?? { text: '' };
    app.records()?.writeDraft(NEW_CONVERSATION, { ...draft, documentIds: [document.id] });
    navigate('/');
  };
  return (
    <div className={styles.actions}>
      {document.status === 'completed' && (
        <IconButton label={t('documents.ask', { name })} tabIndex={tabIndex} onClick={ask}>
          <MessageSquarePlus size={16} />
        </IconButton>
      )}
      {address !== null && (
        <Tooltip text={t('documents.download', { name })}>
          <a
            className={classes(buttonStyles.icon, buttonStyles.quiet)}
            href={address}
            download={document.fileName}
            aria-label={t('documents.download', { name })}
            tabIndex={tabIndex}
          >
            <Download size={16} />
          </a>
        </Tooltip>
      )}
      <IconButton
        label={t('documents.delete', { name })}
        keys="Delete"
        tabIndex={tabIndex}
        onClick={() => onDelete(document.id)}
      >
        <Trash2 size={16} />
      </IconButton>
    </div>
  );
}
