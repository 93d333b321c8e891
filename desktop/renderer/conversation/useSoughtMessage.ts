import { type RefObject, useEffect, useRef } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { useSearchParams } from 'wouter';

type Reach = {
  virtualizer: RefObject<VirtualizerHandle | null>;
  /** The reader is taken elsewhere: the end is no longer followed. */
  letGo: () => void;
};

/** The address of a conversation at one of its messages. */
export function pathTo(conversationId: string, messageId: string | null): string {
  return messageId === null ? `/c/${conversationId}` : `/c/${conversationId}?m=${messageId}`;
}

/** The message that the address names; null: none. */
export function useSoughtId(): string | null {
  const [parameters] = useSearchParams();
  return parameters.get('m');
}

/** Goes to the message that the address names, once, as soon as it is there. */
export function useSoughtMessage(keys: readonly string[], { virtualizer, letGo }: Reach) {
  const sought = useSoughtId();
  const reached = useRef<string | null>(null);
  useEffect(() => {
    if (sought === null || reached.current === sought) return;
    const index = keys.indexOf(sought);
    if (index < 0) return;
    reached.current = sought;
    letGo();
    virtualizer.current?.scrollToIndex(index, { align: 'center' });
  });
}
