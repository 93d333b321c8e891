import { ChevronDown, FileText, FileUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import chipStyles from '../conversation/ModelChip.module.css';
import { classes } from '../design/classes.ts';
import { Popover } from '../design/Popover.tsx';
import { useAppState } from '../state/app.tsx';
import styles from './DocumentChip.module.css';
import { DocumentChoice } from './DocumentChoice.tsx';
import { shownName } from './documentTexts.ts';
import { useUploadControl } from './uploadContext.ts';
import type { DocumentScope } from './useDocumentScope.ts';
import { useDocuments } from './useDocuments.ts';

/** Which documents the next answer may rest on, and the choice of others. Without documents, the way to add the first. */
export function DocumentChip({ scope }: { scope: DocumentScope }) {
  const { t } = useTranslation();
  const { choose } = useUploadControl();
  const documents = useDocuments();
  const offline = useAppState((state) => state.connection === 'offline');
  const { long, short } = useScopeName(scope.ids);
  if (documents.length === 0) {
    return (
      <button
        type="button"
        className={classes(chipStyles.chip, styles.chip)}
        disabled={offline}
        onClick={() => choose()}
      >
        <FileUp size={15} aria-hidden="true" />
        <span className={chipStyles.name}>{t('documents.upload')}</span>
      </button>
    );
  }
  return (
    <Popover
      side="top"
      label={t('documents.scope.title')}
      trigger={
        <button
          type="button"
          className={classes(chipStyles.chip, styles.chip, scope.ids !== null && styles.restricted)}
          aria-label={t('documents.scope.label', { chosen: long })}
        >
          <FileText size={15} aria-hidden="true" />
          <span className={classes(chipStyles.name, styles.long)}>{long}</span>
          <span className={styles.short}>{short}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      }
    >
      <DocumentChoice scope={scope} documents={documents} />
    </Popover>
  );
}

/** What the chip says: where there is room, and where there is little. */
function useScopeName(ids: readonly string[] | null): { long: string; short: string } {
  const { t } = useTranslation();
  const only = useAppState((state) => (ids?.length === 1 ? state.documents.get(ids[0] ?? '') : undefined));
  if (ids === null) return { long: t('documents.scope.all'), short: t('documents.scope.allShort') };
  if (ids.length === 0) return { long: t('documents.scope.none'), short: t('documents.scope.noneShort') };
  const count = t('documents.scope.chosen', { count: ids.length });
  return { long: only ? shownName(only) : count, short: String(ids.length) };
}
