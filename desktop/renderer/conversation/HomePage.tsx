import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { PageHeader } from '../app/PageHeader.tsx';
import { Logo } from '../design/Logo.tsx';
import { DocumentSuggestions } from '../documents/DocumentSuggestions.tsx';
import { useDocumentScope } from '../documents/useDocumentScope.ts';
import { useActions, useAppState } from '../state/app.tsx';
import { NEW_CONVERSATION } from '../state/localRecords.ts';
import { Composer } from './Composer.tsx';
import styles from './HomePage.module.css';
import { LocalModelNote } from './LocalModelNote.tsx';
import { useDraft } from './useDraft.ts';
import { useModelChoice } from './useModelChoice.ts';

const SUGGESTIONS = ['explain', 'write', 'compare', 'code'] as const;

/** A conversation before its first message. */
export function HomePage() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { send } = useActions();
  const draft = useDraft(NEW_CONVERSATION);
  const choice = useModelChoice(draft.model, null);
  const scope = useDocumentScope(draft.documentIds, null, (documentIds) => draft.change({ documentIds }));
  const hasDocuments = useAppState(({ documents, hiddenDocuments }) =>
    [...documents.values()].some(({ id, status }) => status === 'completed' && !hiddenDocuments.has(id)),
  );
  const name = useAppState(({ session }) => (session.status === 'signedIn' ? session.user.name : null));
  const local = choice.chosen?.provider === 'local';
  const start = (content: string) => {
    const id = send({ conversationId: null, content, model: choice.chosen?.id, documentIds: scope.ids });
    draft.clear();
    navigate(`/c/${id}`);
  };
  return (
    <div className={styles.page}>
      <PageHeader pageTitle={t('sidebar.newConversation')} />
      <div className={styles.scroller}>
        <div className={styles.middle}>
          <h1 className={styles.greeting}>
            <Logo size={34} />
            {name === null ? t('home.greeting') : t('home.greetingNamed', { name })}
          </h1>
          <Composer
            draft={draft}
            choice={choice}
            scope={scope}
            uploads="below"
            answering={false}
            onSend={start}
            onStop={() => {}}
          />
          <DocumentSuggestions
            local={local}
            onPick={(text, documentId) => draft.change({ text, documentIds: [documentId] })}
          />
          {local && <LocalModelNote folded={hasDocuments} />}
          {!local && !hasDocuments && (
            <section className={styles.suggestions} aria-label={t('home.suggestionsLabel')}>
              {SUGGESTIONS.map((key) => (
                <button
                  key={key}
                  type="button"
                  className={styles.suggestion}
                  onClick={() => draft.change({ text: t(`home.suggestions.${key}.text`) })}
                >
                  <strong>{t(`home.suggestions.${key}.title`)}</strong>
                  <span>{t(`home.suggestions.${key}.text`)}</span>
                </button>
              ))}
            </section>
          )}
        </div>
      </div>
    </div>
  );
}
