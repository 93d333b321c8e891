import { RotateCw } from 'lucide-react';
import { memo, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation, Message, MessageStatus } from '#shared/entities.ts';
import { MessageTokens } from '../account/MessageTokens.tsx';
import { IconButton } from '../design/Button.tsx';
import { Knot, type KnotState } from '../design/Knot.tsx';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { MessageContent } from '../markdown/MessageContent.tsx';
import { citedHere } from '../source/citedHere.ts';
import { SourceList } from '../source/SourceList.tsx';
import { WhyAnswerButton } from '../source/why/WhyAnswerButton.tsx';
import { useActions, useAppState } from '../state/app.tsx';
import { isGrowing } from '../state/rows.ts';
import { AnswerEnding } from './AnswerEnding.tsx';
import { CopyButton } from './CopyButton.tsx';
import { MessageActions } from './MessageActions.tsx';
import { MessageFrame, type Place } from './MessageFrame.tsx';
import { Versions } from './Versions.tsx';

type AssistantMessageProps = {
  message: Message;
  tree: ReadonlyMap<string, Message>;
  place: Place;
  model: string | undefined;
  onOpenCitation: (citation: Citation, citations: readonly Citation[]) => void;
};

const KNOTS: Record<MessageStatus, KnotState> = {
  pending: 'waiting',
  streaming: 'moving',
  complete: 'tied',
  stopped: 'cut',
  interrupted: 'frayed',
  failed: 'frayed',
};

export const AssistantMessage = memo(function AssistantMessage({
  message,
  tree,
  place,
  model,
  onOpenCitation,
}: AssistantMessageProps) {
  const { t } = useTranslation();
  const { regenerate } = useActions();
  const live = useAppState((state) => state.live.get(message.id));
  const offline = useAppState((state) => state.connection === 'offline');
  const growing = isGrowing(message);
  const answer = growing && live ? live : { text: message.content, citations: message.citations };
  const { citations } = answer;
  const openCitation = useCallback(
    (citation: Citation) => onOpenCitation(citation, citations),
    [onOpenCitation, citations],
  );
  const openMarker = useCallback(
    (citation: Citation) => openCitation(citedHere(citation, citations, document.activeElement)),
    [openCitation, citations],
  );
  const again = () => void regenerate(message.conversationId, message.id, model);
  const isLocal = useAppState(({ models }) => models.find(({ id }) => id === model)?.provider === 'local');
  const canGoOn = message.content !== '' && !isLocal && message.error?.code !== 'answer_too_long';
  // What broke off says so and offers the same by name.
  const brokeOff = message.status === 'failed' || message.status === 'interrupted';
  const state = message.status === 'pending' && answer.text !== '' ? 'moving' : KNOTS[message.status];
  return (
    <MessageFrame
      author={t('conversation.kipux')}
      place={place}
      knotAt="end"
      knot={<Knot state={state} tone={growing ? 'action' : state === 'frayed' ? 'warn' : 'wool'} />}
      foot={
        growing ? (
          <GrowingNote begun={answer.text !== ''} />
        ) : (
          <>
            <Versions message={message} tree={tree} />
            <MessageActions always={place.last}>
              {message.content !== '' && <CopyButton text={message.content} />}
              <WhyAnswerButton message={message} />
              {!brokeOff && (
                <IconButton label={t('conversation.regenerate')} disabled={offline} onClick={again}>
                  <RotateCw size={15} />
                </IconButton>
              )}
              {message.usage !== null && <MessageTokens usage={message.usage} />}
            </MessageActions>
          </>
        )
      }
    >
      <MessageContent
        text={answer.text}
        streaming={growing}
        citations={citations}
        onOpenCitation={openMarker}
      />
      {!growing && <SourceList citations={citations} onOpen={openCitation} />}
      <AnswerEnding
        message={message}
        onAgain={again}
        onGoOn={canGoOn ? () => void regenerate(message.conversationId, message.id, model, true) : undefined}
      />
    </MessageFrame>
  );
});

/** What a growing answer is about, in words: seen until the text begins, read by screen readers all along. */
function GrowingNote({ begun }: { begun: boolean }) {
  const { t } = useTranslation();
  return begun ? (
    <VisuallyHidden>{t('conversation.writing')}</VisuallyHidden>
  ) : (
    <span>{t('conversation.waitingForAnswer')}</span>
  );
}
