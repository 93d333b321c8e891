import { useEffect, useState } from 'react';
import { getSubscription } from '#shared/endpoints/payment.ts';
import { useActions, useApp } from '../state/app.tsx';

/** `slow`: it takes longer than it should. */
export type Confirmation = 'waiting' | 'slow' | 'confirmed';

/** Seconds between one look and the next; the last goes on until ten minutes have passed. */
const WAITS = [1, 2, 3, 5, 8, 13, 30];
const LOOKS = 26;
const SLOW_AFTER = 6;

/** Looks now and then whether the payment provider has told the server of a payment, while `isExpected`. */
export function useConfirmation(isExpected: boolean): Confirmation {
  const { client } = useApp();
  const { refreshUsage } = useActions();
  const [confirmation, setConfirmation] = useState<Confirmation>('waiting');
  useEffect(() => {
    if (!isExpected) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const aborter = new AbortController();
    const look = async (looks: number) => {
      const isPaid = await client.call(getSubscription, {}, { signal: aborter.signal }).then(
        ({ subscription }) => subscription?.isPaid === true && subscription.status === 'active',
        // A server that cannot be asked now can be asked later.
        () => false,
      );
      if (aborter.signal.aborted) return;
      if (isPaid) {
        await refreshUsage();
        setConfirmation('confirmed');
        return;
      }
      if (looks >= SLOW_AFTER) setConfirmation('slow');
      if (looks >= LOOKS) return;
      const seconds = WAITS[Math.min(looks, WAITS.length - 1)] ?? 30;
      timer = setTimeout(() => void look(looks + 1), seconds * 1_000);
    };
    void look(0);
    return () => {
      aborter.abort();
      clearTimeout(timer);
    };
  }, [isExpected, client, refreshUsage]);
  return confirmation;
}
