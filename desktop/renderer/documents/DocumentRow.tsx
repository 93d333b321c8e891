import { Ellipsis, FileUp, MessageSquarePlus, RotateCw, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Document } from '#shared/entities.ts';
import buttonStyles from '../design/Button.module.css';
import { IconButton } from '../design/Button.tsx';
import { classes } from '../design/classes.ts';
import { Knot, type KnotState } from '../design/Knot.tsx';
import { Menu, MenuItem } from '../design/Menu.tsx';
import { useFormats } from '../i18n/format.ts';
import { useActions, useApp, useAppState } from '../state/app.tsx';
import { NEW_CONVERSATION } from '../state/localRecords.ts';
import styles from './DocumentRow.module.css';
import { DownloadControl } from './DownloadControl.tsx';
import { documentErrorText, documentFacts, shownName } from './documentTexts.ts';
import { ProgressCord } from './ProgressCord.tsx';
import { documentProgress } from './progress.ts';
import { ReadAgainButton } from './UploadTray.tsx';
import { useUploadControl } from './uploadContext.ts';

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
          <ReadAgainButton document={document} />
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
  const offline = useAppState((state) => state.connection === 'offline');
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
      <DownloadControl document={document} tabIndex={tabIndex} />
      {!offline && <RowMenu document={document} tabIndex={tabIndex} />}
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

/** What is seldom done with a document. */
function RowMenu({ document, tabIndex }: { document: Document; tabIndex: number }) {
  const { t } = useTranslation();
  const { retryReading } = useActions();
  const { choose } = useUploadControl();
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          className={classes(buttonStyles.icon, buttonStyles.quiet)}
          aria-label={t('documents.more', { name: shownName(document) })}
          tabIndex={tabIndex}
        >
          <Ellipsis size={16} />
        </button>
      }
    >
      <MenuItem icon={<FileUp size={16} />} onSelect={() => choose(document.id)}>
        {t('documents.replace')}
      </MenuItem>
      {document.status === 'error' && (
        <MenuItem icon={<RotateCw size={16} />} onSelect={() => void retryReading(document.id)}>
          {t('documents.readAgain')}
        </MenuItem>
      )}
    </Menu>
  );
}
