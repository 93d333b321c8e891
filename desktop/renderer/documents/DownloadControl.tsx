import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { clientErrorOf } from '#shared/client/bridgeClient.ts';
import type { Document } from '#shared/entities.ts';
import buttonStyles from '../design/Button.module.css';
import { IconButton } from '../design/Button.tsx';
import { classes } from '../design/classes.ts';
import { Tooltip } from '../design/Tooltip.tsx';
import { useDesktop } from '../desktop/desktopContext.ts';
import { useActions } from '../state/app.tsx';
import { problemOf } from '../state/context.ts';
import { shownName } from './documentTexts.ts';
import { downloadAddress } from './download.ts';

type DownloadControlProps = { document: Pick<Document, 'id' | 'fileName'>; tabIndex?: number };

/** Gives the person a document's file: a browser downloads it, the desktop asks where to save a copy. */
export function DownloadControl({ document, tabIndex = 0 }: DownloadControlProps) {
  const { t } = useTranslation();
  const desktop = useDesktop();
  const { notify } = useActions();
  const name = shownName(document);
  if (!desktop) {
    return (
      <Tooltip text={t('documents.download', { name })}>
        <a
          className={classes(buttonStyles.icon, buttonStyles.quiet)}
          href={downloadAddress(document.id)}
          download={document.fileName}
          aria-label={t('documents.download', { name })}
          tabIndex={tabIndex}
        >
          <Download size={16} />
        </a>
      </Tooltip>
    );
  }
  const save = async () => {
    const result = await desktop.bridge.saveDocument(document.id);
    if (!result.ok) {
      const problem = problemOf(clientErrorOf(result.error));
      notify({ kind: 'copyFailed', tone: 'warning', subject: document.fileName, problem });
    } else if (result.value.saved) notify({ kind: 'copySaved', subject: document.fileName });
  };
  return (
    <IconButton label={t('documents.saveCopy', { name })} tabIndex={tabIndex} onClick={() => void save()}>
      <Download size={16} />
    </IconButton>
  );
}
