import { ChevronDown, ChevronUp, ZoomIn, ZoomOut } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../design/Button.tsx';
import { Tooltip } from '../../design/Tooltip.tsx';
import { useFormats } from '../../i18n/format.ts';
import styles from './PdfToolbar.module.css';
import type { Zoom } from './useZoom.ts';

type PdfToolbarProps = {
  page: number;
  pageCount: number;
  onPage: (page: number) => void;
  zoom: Zoom;
  children: ReactNode;
};

/** Which page it is and the way to others, how large it is drawn, and what else the reader offers. */
export function PdfToolbar({ page, pageCount, onPage, zoom, children }: PdfToolbarProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('source.pageTools')}>
      {children}
      <span className={styles.group}>
        <IconButton label={t('source.previousPage')} disabled={page <= 1} onClick={() => onPage(page - 1)}>
          <ChevronUp size={17} />
        </IconButton>
        <PageField page={page} pageCount={pageCount} onPage={onPage} />
        <IconButton
          label={t('source.nextPage')}
          disabled={page >= pageCount}
          onClick={() => onPage(page + 1)}
        >
          <ChevronDown size={17} />
        </IconButton>
      </span>
      <span className={styles.group}>
        <IconButton label={t('source.smaller')} keys="-" disabled={!zoom.canShrink} onClick={zoom.smaller}>
          <ZoomOut size={16} />
        </IconButton>
        <Tooltip text={t('source.fitWidth')} keys="0">
          <button
            type="button"
            className={styles.factor}
            aria-label={`${t('source.zoom')}: ${formats.zoom(zoom.factor)}. ${t('source.fitWidth')}`}
            onClick={zoom.fit}
          >
            {formats.zoom(zoom.factor)}
          </button>
        </Tooltip>
        <IconButton label={t('source.larger')} keys="+" disabled={!zoom.canGrow} onClick={zoom.larger}>
          <ZoomIn size={16} />
        </IconButton>
      </span>
    </div>
  );
}

/** The page's number, which can be written over. */
function PageField({ page, pageCount, onPage }: Pick<PdfToolbarProps, 'page' | 'pageCount' | 'onPage'>) {
  const { t } = useTranslation();
  const [written, setWritten] = useState<string | null>(null);
  const go = () => {
    const wanted = Number(written);
    setWritten(null);
    if (written !== null && Number.isInteger(wanted) && wanted > 0) onPage(wanted);
  };
  return (
    <label className={styles.number}>
      <input
        inputMode="numeric"
        size={Math.max(2, String(pageCount).length)}
        value={written ?? String(page)}
        aria-label={t('source.pageOf', { count: pageCount })}
        autoComplete="off"
        onChange={(event) => setWritten(event.target.value.replace(/\D/g, '').slice(0, 6))}
        onBlur={go}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go();
        }}
      />
      <span aria-hidden="true">{t('source.ofPages', { count: pageCount })}</span>
    </label>
  );
}
