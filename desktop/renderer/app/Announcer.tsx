import { useTranslation } from 'react-i18next';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { documentErrorText, shownName } from '../documents/documentTexts.ts';
import { useAppState } from '../state/app.tsx';

const SPOKEN_CHARACTERS = 280;

/** Tells screen readers of a finished answer and of a document that was read, once: what grows is not a live region. */
export function Announcer() {
  const { t } = useTranslation();
  const announcement = useAppState((state) => state.announcement);
  const news = useAppState((state) => state.documentNews);
  return (
    <>
      <div aria-live="polite" aria-atomic="true">
        <VisuallyHidden>
          {announcement && (
            <span key={announcement.messageId}>
              {t('conversation.announced', { text: spoken(announcement.text) })}
            </span>
          )}
        </VisuallyHidden>
      </div>
      <div aria-live="polite" aria-atomic="true">
        <VisuallyHidden>
          {news && (
            <span key={news.id}>
              {news.status === 'error'
                ? documentErrorText(t, news)
                : t('documents.announceReady', { name: shownName(news) })}
            </span>
          )}
        </VisuallyHidden>
      </div>
    </>
  );
}

/** The beginning of an answer without the signs of its formatting. */
function spoken(markdown: string): string {
  const text = markdown
    .replace(/```[\s\S]*?(```|$)/g, ' ')
    .replace(/[*_`#>|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > SPOKEN_CHARACTERS ? `${text.slice(0, SPOKEN_CHARACTERS)}…` : text;
}
