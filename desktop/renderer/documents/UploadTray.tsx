import { CircleCheck, FileUp, RotateCw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Document } from '#shared/entities.ts';
import { Button, IconButton } from '../design/Button.tsx';
import { Knot } from '../design/Knot.tsx';
import { useFormats } from '../i18n/format.ts';
import { useActions, useAppState } from '../state/app.tsx';
import type { Upload } from '../state/model.ts';
import { documentErrorText, refusalText, shownName } from './documentTexts.ts';
import { ProgressCord } from './ProgressCord.tsx';
import { documentProgress, uploadProgress } from './progress.ts';
import styles from './UploadTray.module.css';
import { useUploadControl } from './uploadContext.ts';

/** The files that this window is adding, each until it is ready or put out of sight. */
export function UploadTray() {
  const { t } = useTranslation();
  const uploads = useAppState((state) => state.uploads);
  const hidden = useAppState((state) => state.hiddenDocuments);
  const shown = uploads.filter(({ documentId }) => documentId === null || !hidden.has(documentId));
  if (shown.length === 0) return null;
  return (
    <ul className={styles.tray} aria-label={t('documents.uploads')}>
      {shown.map((upload) => (
        <li key={upload.id}>
          <UploadItem upload={upload} />
        </li>
      ))}
    </ul>
  );
}

/** One file on its way: sent, read, ready, or why not and what to do. */
export function UploadItem({ upload }: { upload: Upload }) {
  const document = useAppState((state) =>
    upload.documentId === null ? undefined : state.documents.get(upload.documentId),
  );
  if (upload.state === 'refused') return <RefusedUpload upload={upload} />;
  if (document?.status === 'error') return <FailedReading upload={upload} document={document} />;
  return <UploadUnderWay upload={upload} document={document} />;
}

function UploadUnderWay({ upload, document }: { upload: Upload; document: Document | undefined }) {
  const { t } = useTranslation();
  const { cancelUpload } = useActions();
  const name = shownName(upload);
  const ready = document?.status === 'completed';
  return (
    <div className={styles.item}>
      <span className={styles.name} title={name}>
        {name}
      </span>
      {ready ? (
        <span className={styles.ready}>
          <CircleCheck size={15} aria-hidden="true" />
          {t('documents.ready')}
        </span>
      ) : (
        <ProgressCord name={name} progress={document ? documentProgress(document) : uploadProgress(upload)} />
      )}
      {upload.state !== 'arrived' && (
        <IconButton label={t('documents.cancel', { name })} onClick={() => cancelUpload(upload.id)}>
          <X size={15} />
        </IconButton>
      )}
    </div>
  );
}

function RefusedUpload({ upload }: { upload: Upload }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { retryUpload, dismissUpload } = useActions();
  const { choose } = useUploadControl();
  const offline = useAppState((state) => state.connection === 'offline');
  const code = upload.problem?.code;
  // Sending the same file again would end the same way.
  const needsAnother = code === 'unsupported_file' || code === 'payload_too_large';
  return (
    <Problem
      text={refusalText(t, formats, upload)}
      name={shownName(upload)}
      onDismiss={() => dismissUpload(upload.id)}
    >
      {needsAnother ? (
        <Button
          disabled={offline}
          onClick={() => {
            dismissUpload(upload.id);
            choose();
          }}
        >
          {t('documents.choose')}
        </Button>
      ) : (
        <Button disabled={offline} onClick={() => retryUpload(upload.id)}>
          {t('documents.retry')}
        </Button>
      )}
    </Problem>
  );
}

function FailedReading({ upload, document }: { upload: Upload; document: Document }) {
  const { t } = useTranslation();
  const { dismissUpload } = useActions();
  return (
    <Problem
      text={documentErrorText(t, document)}
      name={shownName(document)}
      onDismiss={() => dismissUpload(upload.id)}
    >
      <ReadAgainButton document={document} />
    </Problem>
  );
}

/** With these the same file may well be read the next time; with the others the person has to change it first. */
const WORTH_RETRYING = new Set<string>(['took_too_long', 'embedding_failed', 'internal']);

/** What to do with a document that could not be read: have it read again where that may help, else another file. */
export function ReadAgainButton({ document }: { document: Document }) {
  const { t } = useTranslation();
  const { retryReading } = useActions();
  const { choose } = useUploadControl();
  const offline = useAppState((state) => state.connection === 'offline');
  const isWorthIt = WORTH_RETRYING.has(document.error?.code ?? 'internal');
  return (
    <Button
      disabled={offline}
      onClick={() => (isWorthIt ? void retryReading(document.id) : choose(document.id))}
    >
      {isWorthIt ? <RotateCw size={14} aria-hidden="true" /> : <FileUp size={14} aria-hidden="true" />}
      {isWorthIt ? t('documents.readAgain') : t('documents.replaceFailed')}
    </Button>
  );
}

type ProblemProps = { text: string; name: string; onDismiss: () => void; children: ReactNode };

function Problem({ text, name, onDismiss, children }: ProblemProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.problem}>
      <Knot state="frayed" tone="warn" />
      <p>{text}</p>
      <span className={styles.actions}>
        {children}
        <IconButton label={t('documents.dismiss', { name })} onClick={onDismiss}>
          <X size={15} />
        </IconButton>
      </span>
    </div>
  );
}
