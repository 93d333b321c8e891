import { useTranslation } from 'react-i18next';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { useAppState } from '../state/app.tsx';

const SPOKEN_CHARACTERS = 280;

/** Tells screen readers of a finished answer, once: the text that grows is not a live region. */
export function Announcer() {
  const { t } = useTranslation();
  const announcement = useAppState((state) => state.announcement);
  return (
    <div aria-live="polite" aria-atomic="true">
      <VisuallyHidden>
        {announcement && (
          <span key={announcement.messageId}>
            {t('conversation.announced', { text: spoken(announcement.text) })}
          </span>
        )}
      </VisuallyHidden>
    </div>
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
