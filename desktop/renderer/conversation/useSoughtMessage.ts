import { type RefObject, useEffect, useRef } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { useSearchParams } from 'wouter';

type Reach = {
  virtualizer: RefObject<VirtualizerHandle | null>;
  hasOlder: boolean;
  loadOlder: () => void;
  /** The reader is taken elsewhere: the end is no longer followed. */
  letGo: () => void;
};

/** The address of a conversation at one of its messages. */
export function pathTo(conversationId: string, messageId: string | null): string {
  return messageId === null ? `/c/${conversationId}` : `/c/${conversationId}?m=${messageId}`;
}

/** Goes to the message that the address names, once, and reads older ones until it is there. */
export function useSoughtMessage(
  keys: readonly string[],
  { virtualizer, hasOlder, loadOlder, letGo }: Reach,
) {
  const [parameters] = useSearchParams();
  const sought = parameters.get('m');
  const reached = useRef<string | null>(null);
  useEffect(() => {
    if (sought === null || reached.current === sought) return;
    const index = keys.indexOf(sought);
    if (index < 0) {
      if (hasOlder) loadOlder();
      return;
    }
    reached.current = sought;
    letGo();
    virtualizer.current?.scrollToIndex(index, { align: 'center' });
  });
}
