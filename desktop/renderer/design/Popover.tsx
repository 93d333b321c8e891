import { Popover as Primitive } from 'radix-ui';
import { type ReactElement, type ReactNode, useRef, useState } from 'react';
import styles from './Popover.module.css';

type PopoverProps = {
  /** Names it for screen readers. */
  label: string;
  trigger: ReactElement;
  side?: 'top' | 'bottom';
  children: ReactNode;
};

/** Controls in a small window at their trigger, in the same landmark of the page. Not modal, for the reason of `Menu`. */
export function Popover({ label, trigger, side = 'bottom', children }: PopoverProps) {
  const ref = useRef<HTMLButtonElement>(null);
  const [landmark, setLandmark] = useState<HTMLElement | null>(null);
  return (
    <Primitive.Root
      onOpenChange={(open) => {
        if (open) setLandmark(ref.current?.closest<HTMLElement>('nav, main') ?? null);
      }}
    >
      <Primitive.Trigger asChild ref={ref}>
        {trigger}
      </Primitive.Trigger>
      <Primitive.Portal container={landmark}>
        <Primitive.Content
          className={styles.popover}
          aria-label={label}
          side={side}
          align="start"
          sideOffset={4}
          collisionPadding={8}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
