import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useSidebar } from '../app/sidebarLayout.tsx';
import { pathTo } from '../conversation/useSoughtMessage.ts';
import { Skeleton } from '../design/Skeleton.tsx';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { useActions } from '../state/app.tsx';
import { Highlighted } from './Highlighted.tsx';
import { ListNote } from './ListNote.tsx';
import styles from './SearchResults.module.css';
import { useSearch } from './useSearch.ts';

/** What was found: titles at once, then what the server finds in messages. */
export function SearchResults({ query }: { query: string }) {
  const { t } = useTranslation();
  const { closeDrawer } = useSidebar();
  const { titles, hits, documents, status } = useSearch(query);
  const { openPassage } = useActions();
  const count = titles.length + hits.length + documents.length;
  if (count === 0 && status === 'done') {
    return (
      <ListNote title={t('sidebar.nothingFound', { query: query.trim() })}>
        {t('sidebar.nothingFoundHint')}
      </ListNote>
    );
  }
  return (
    <div className={styles.results}>
      <VisuallyHidden>
        <span role="status">{status === 'done' ? t('sidebar.searchResults', { count }) : ''}</span>
      </VisuallyHidden>
      {status === 'failed' && <p className={styles.note}>{t('sidebar.searchFailed')}</p>}
      <ul>
        {titles.map(({ id, title }) => (
          <li key={id}>
            <Link href={`/c/${id}`} className={styles.result} onClick={closeDrawer}>
              <span className={styles.title}>{title}</span>
            </Link>
          </li>
        ))}
        {hits.map((hit) => (
          <li key={`${hit.conversationId} ${hit.messageId ?? ''}`}>
            <Link
              href={pathTo(hit.conversationId, hit.messageId)}
              className={styles.result}
              onClick={closeDrawer}
            >
              <span className={styles.title}>{hit.title || t('sidebar.untitled')}</span>
              {hit.type === 'message' && (
                <span className={styles.snippet}>
                  <Highlighted text={hit.snippet} ranges={hit.highlights} />
                </span>
              )}
            </Link>
          </li>
        ))}
        {documents.map((hit) => (
          <li key={`${hit.documentId} ${hit.start}`}>
            <button
              type="button"
              className={styles.result}
              onClick={() => {
                closeDrawer();
                openPassage(hit);
              }}
            >
              <span className={styles.title}>{hit.fileName}</span>
              <span className={styles.snippet}>
                <Highlighted text={hit.snippet} ranges={hit.highlights} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {status === 'searching' && count === 0 && <Skeleton lines={4} />}
    </div>
  );
}
