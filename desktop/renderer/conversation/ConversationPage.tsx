import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { PageHeader } from '../app/PageHeader.tsx';
import { Skeleton } from '../design/Skeleton.tsx';
import { useDocumentScope } from '../documents/useDocumentScope.ts';
import { useActions, useAppState } from '../state/app.tsx';
import { branchOf, deepestLatestLeaf } from '../state/branch.ts';
import { emptyThread, type Thread } from '../state/model.ts';
import { isGrowing } from '../state/rows.ts';
import { Composer } from './Composer.tsx';
import { ConversationHeader } from './ConversationHeader.tsx';
import styles from './ConversationPage.module.css';
import { ConversationProblem } from './ConversationProblem.tsx';
import { MessageList, type MessageListHandle } from './MessageList.tsx';
import { useDraft } from './useDraft.ts';
import { useModelChoice } from './useModelChoice.ts';
import { useSoughtId } from './useSoughtMessage.ts';

/** One conversation: its branch from the root to the active leaf, and the composer. */
export function ConversationPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const actions = useActions();
  const [, navigate] = useLocation();
  const list = useRef<MessageListHandle>(null);
  const { conversation, thread, branch, outgoing } = useOpenConversation(id);
  const draft = useDraft(id);
  const answers = branch.messages.filter(({ role }) => role === 'assistant');
  const choice = useModelChoice(draft.model, answers.at(-1)?.model ?? null);
  const asked = outgoing.at(-1) ?? branch.messages.findLast(({ role }) => role === 'user');
  const scope = useDocumentScope(draft.documentIds, asked?.documentIds ?? null, (documentIds) =>
    draft.change({ documentIds }),
  );
  const growing = branch.messages.find(isGrowing);
  useFollowedAnswer(id, growing?.id);

  const failed = thread.problem && thread.messages.size === 0;
  const nothingYet = branch.messages.length === 0 && outgoing.length === 0;
  const send = (content: string) => {
    actions.send({ conversationId: id, content, model: choice.chosen?.id, documentIds: scope.ids });
    draft.clear();
    if (thread.window) void actions.openThread(id);
    list.current?.toTheEnd();
  };
  const withdraw = (messageId: string) => {
    const withdrawn = actions.withdraw(messageId);
    draft.change({ text: [draft.text, withdrawn].filter((text) => text.trim() !== '').join('\n\n') });
  };
  return (
    <div className={styles.page}>
      {conversation && !failed ? (
        <ConversationHeader conversation={conversation} />
      ) : (
        <PageHeader pageTitle={failed ? t('conversation.notFoundTitle') : ''} />
      )}
      {failed && thread.problem ? (
        <ConversationProblem
          problem={thread.problem}
          onRetry={() => void actions.openThread(id, true)}
          onLeave={() => navigate('/')}
        />
      ) : nothingYet ? (
        <div className={styles.waiting}>
          {thread.loading === 'first' ? <Skeleton lines={7} /> : <p>{t('conversation.empty')}</p>}
        </div>
      ) : (
        <MessageList
          ref={list}
          conversationId={id}
          thread={thread}
          branch={branch}
          outgoing={outgoing}
          model={choice.chosen?.id}
          onWithdraw={withdraw}
        />
      )}
      {!failed && (
        <Composer
          draft={draft}
          choice={choice}
          scope={scope}
          answering={growing !== undefined}
          onSend={send}
          onStop={() => {
            if (growing) void actions.stopAnswer(growing.id);
          }}
        />
      )}
    </div>
  );
}

function useOpenConversation(id: string) {
  const { openThread, openThreadAt } = useActions();
  const conversation = useAppState((state) => state.conversations.get(id));
  const thread = useAppState((state) => state.threads.get(id)) ?? emptyThread;
  const allOutgoing = useAppState((state) => state.outgoing);
  const leafId = conversation?.activeLeafId ?? null;
  const branch = useMemo(() => branchOf(thread.messages, leafOf(thread, leafId)), [thread, leafId]);
  const outgoing = useMemo(() => allOutgoing.filter((item) => item.conversationId === id), [allOutgoing, id]);
  const sought = useSoughtId();
  useEffect(
    () => void (sought === null ? openThread(id) : openThreadAt(id, sought)),
    [openThread, openThreadAt, id, sought],
  );
  return { conversation, thread, branch, outgoing };
}

/** In the middle of a thread the branch is shown on which the message lies that it was opened at. */
function leafOf({ messages, window }: Thread, activeLeafId: string | null): string | null {
  return window === null ? activeLeafId : deepestLatestLeaf(messages, window.at);
}

/** One stream for the growing answer in view. */
function useFollowedAnswer(conversationId: string, messageId: string | undefined): void {
  const { followAnswer } = useActions();
  useEffect(() => {
    if (messageId === undefined) return;
    return followAnswer(conversationId, messageId);
  }, [followAnswer, conversationId, messageId]);
}
