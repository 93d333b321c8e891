import { ArrowDown } from 'lucide-react';
import { type Ref, useCallback, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { Citation, Message } from '#shared/entities.ts';
import { classes } from '../design/classes.ts';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { keepPlace } from '../source/keepPlace.ts';
import { useActions, useAppState } from '../state/app.tsx';
import type { Branch } from '../state/branch.ts';
import type { Outgoing, Thread } from '../state/model.ts';
import { AssistantMessage } from './AssistantMessage.tsx';
import styles from './MessageList.module.css';
import { OutgoingMessage } from './OutgoingMessage.tsx';
import { UserMessage } from './UserMessage.tsx';
import { useScrollToEnd } from './useScrollToEnd.ts';
import { useSoughtMessage } from './useSoughtMessage.ts';

export type MessageListHandle = { toTheEnd: () => void };

type MessageListProps = {
  ref: Ref<MessageListHandle>;
  conversationId: string;
  thread: Thread;
  branch: Branch;
  outgoing: readonly Outgoing[];
  /** The model that a new answer is asked of. */
  model: string | undefined;
  onWithdraw: (id: string) => void;
};

type Row = { key: string; message: Message; item: null } | { key: string; message: null; item: Outgoing };

/** Room above the first message, in pixels: the virtualiser has to know it. */
const TOP_MARGIN = 16;
const LOAD_WITHIN = 800;

/** The messages of a branch, knotted on their cord. Only those near the view are in the page. */
export function MessageList({
  ref,
  conversationId,
  thread,
  branch,
  outgoing,
  model,
  onWithdraw,
}: MessageListProps) {
  const { t } = useTranslation();
  const { loadOlder, loadNewer, openThread } = useActions();
  const offline = useAppState((state) => state.connection === 'offline');
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const virtualizer = useRef<VirtualizerHandle>(null);
  const { atEnd, toTheEnd, letGo, onScroll } = useScrollToEnd(scroller, content);
  const showCitation = useCitationOpener(letGo);
  useImperativeHandle(ref, () => ({ toTheEnd }), [toTheEnd]);
  const rows = rowsOf(branch, outgoing);
  const shift = useIsPrepended(rows);
  const hasOlder = branch.missingParentId !== null && thread.olderCursor !== null;
  const lookForOlder = () => {
    if (hasOlder && (scroller.current?.scrollTop ?? 0) < LOAD_WITHIN) void loadOlder(conversationId);
  };
  const isWindow = thread.window !== null;
  const lookForNewer = () => {
    if (isWindow && distanceToEnd(scroller.current) < LOAD_WITHIN) void loadNewer(conversationId);
  };
  useLayoutEffect(lookForOlder);
  useLayoutEffect(() => {
    // What follows comes in beneath what is being read.
    if (isWindow) letGo();
  }, [isWindow, letGo]);
  useSoughtMessage(
    rows.map(({ key }) => key),
    { virtualizer, letGo },
  );
  return (
    <div className={styles.frame}>
      <section
        ref={scroller}
        className={classes(styles.scroller, offline && styles.offline)}
        aria-label={t('conversation.messages')}
        // A scrolling region has to be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
        tabIndex={0}
        onScroll={() => {
          onScroll();
          lookForOlder();
          lookForNewer();
        }}
      >
        <VisuallyHidden as="h2">{t('conversation.messages')}</VisuallyHidden>
        <div ref={content} className={styles.column}>
          <Virtualizer
            ref={virtualizer}
            scrollRef={scroller}
            data={rows}
            shift={shift}
            startMargin={TOP_MARGIN}
            bufferSize={600}
          >
            {(row, index) => {
              const place = { first: index === 0 && !hasOlder, last: index === rows.length - 1 };
              if (row.item)
                return (
                  <OutgoingMessage key={row.key} item={row.item} place={place} onWithdraw={onWithdraw} />
                );
              const common = { message: row.message, tree: thread.messages, place, model };
              return row.message.role === 'user' ? (
                <UserMessage key={row.key} {...common} onSent={toTheEnd} />
              ) : (
                <AssistantMessage key={row.key} {...common} onOpenCitation={showCitation} />
              );
            }}
          </Virtualizer>
        </div>
      </section>
      {thread.loading === 'older' && (
        <p className={styles.older} role="status">
          {t('conversation.loadingOlder')}
        </p>
      )}
      {(!atEnd || isWindow) && (
        <button
          type="button"
          className={styles.toEnd}
          aria-label={t('conversation.toTheEnd')}
          onClick={() => {
            if (isWindow) void openThread(conversationId);
            toTheEnd();
          }}
        >
          <ArrowDown size={18} />
        </button>
      )}
    </div>
  );
}

function distanceToEnd(element: HTMLElement | null): number {
  return element ? element.scrollHeight - element.scrollTop - element.clientHeight : Infinity;
}

/** Opens the source beside the answer, which stays where it is being read. */
function useCitationOpener(letGo: () => void) {
  const { openCitation } = useActions();
  return useCallback(
    (citation: Citation, citations: readonly Citation[]) => {
      letGo();
      if (document.activeElement) keepPlace(document.activeElement);
      openCitation(citation, citations);
    },
    [letGo, openCitation],
  );
}

function rowsOf(branch: Branch, outgoing: readonly Outgoing[]): Row[] {
  const shown = new Set(branch.messages.map(({ id }) => id));
  return [
    ...branch.messages.map((message) => ({ key: message.id, message, item: null })),
    ...outgoing.filter(({ id }) => !shown.has(id)).map((item) => ({ key: item.id, message: null, item })),
  ];
}

/** Whether this drawing puts older rows before those of the last one: the view then keeps its place from the end. */
function useIsPrepended(rows: readonly Row[]): boolean {
  const first = rows[0]?.key;
  const last = rows.at(-1)?.key;
  const [seen, setSeen] = useState({ first, last, prepended: false });
  if (seen.first !== first || seen.last !== last) {
    const prepended = seen.first !== first && rows.some(({ key }) => key === seen.first);
    setSeen({ first, last, prepended });
  }
  return seen.prepended;
}
