import { Tooltip as Primitive } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Keys } from './Keys.tsx';
import styles from './Tooltip.module.css';

/** Around the whole app: one tooltip after another opens without a wait. */
export function TooltipScope({ children }: { children: ReactNode }) {
  return (
    <Primitive.Provider delayDuration={500} skipDelayDuration={200}>
      {children}
    </Primitive.Provider>
  );
}

const takenByTooltip = new WeakSet<Event>();

/** Whether Escape has closed a tooltip and nothing else: whoever waits for the key may still have it. */
export function closedOnlyATooltip(event: Event): boolean {
  return takenByTooltip.has(event);
}

/** Names what is pointed at. The control has to carry the same name itself, for screen readers. */
export function Tooltip({
  text,
  keys,
  children,
}: {
  text: string;
  keys?: string | undefined;
  children: ReactElement;
}) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          className={styles.tooltip}
          sideOffset={6}
          collisionPadding={8}
          onEscapeKeyDown={(event) => void takenByTooltip.add(event)}
          aria-hidden="true"
        >
          {text}
          {keys !== undefined && <Keys combination={keys} />}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
