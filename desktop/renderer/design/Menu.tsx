import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type ReactElement, type ReactNode, useRef, useState } from 'react';
import { classes } from './classes.ts';
import { Keys } from './Keys.tsx';
import styles from './Menu.module.css';

type MenuProps = {
  trigger: ReactElement;
  children: ReactNode;
  side?: 'top' | 'bottom';
  align?: 'start' | 'end';
  onOpenChange?: (open: boolean) => void;
  /** Where the focus goes afterwards, when it is not back to the trigger. */
  onCloseAutoFocus?: (event: Event) => void;
};

/**
 * A menu at its trigger, in the same landmark of the page. Not modal: a modal one would write a style sheet into the
 * page, which its policy forbids.
 */
export function Menu({
  trigger,
  children,
  side = 'bottom',
  align = 'start',
  onOpenChange,
  onCloseAutoFocus,
}: MenuProps) {
  const ref = useRef<HTMLButtonElement>(null);
  const [landmark, setLandmark] = useState<HTMLElement | null>(null);
  const change = (open: boolean) => {
    if (open) setLandmark(ref.current?.closest<HTMLElement>('nav, main') ?? null);
    onOpenChange?.(open);
  };
  return (
    <DropdownMenu.Root modal={false} onOpenChange={change}>
      <DropdownMenu.Trigger asChild ref={ref}>
        {trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={landmark}>
        <DropdownMenu.Content
          className={styles.menu}
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          loop
          {...(onCloseAutoFocus ? { onCloseAutoFocus } : {})}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type ItemProps = {
  icon?: ReactNode;
  keys?: string;
  tone?: 'plain' | 'action';
  onSelect: () => void;
  children: ReactNode;
};

export function MenuItem({ icon, keys, tone = 'plain', onSelect, children }: ItemProps) {
  return (
    <DropdownMenu.Item className={classes(styles.item, styles[tone])} onSelect={onSelect}>
      <span className={styles.icon}>{icon}</span>
      <span className={styles.text}>{children}</span>
      {keys !== undefined && <Keys combination={keys} />}
    </DropdownMenu.Item>
  );
}

type ChoiceProps<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; label: string; note?: string | undefined }[];
  onChange: (value: T) => void;
  showLabel?: boolean;
};

/** One of several, inside a menu. */
export function MenuChoice<T extends string>({
  label,
  value,
  options,
  onChange,
  showLabel = true,
}: ChoiceProps<T>) {
  return (
    <DropdownMenu.RadioGroup
      value={value}
      aria-label={label}
      onValueChange={(chosen) => {
        const option = options.find((candidate) => candidate.value === chosen);
        if (option) onChange(option.value);
      }}
    >
      {showLabel && <DropdownMenu.Label className={styles.label}>{label}</DropdownMenu.Label>}
      {options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          value={option.value}
          className={classes(styles.item, styles.plain)}
        >
          <span className={styles.icon}>
            <DropdownMenu.ItemIndicator>
              <Check size={16} aria-hidden="true" />
            </DropdownMenu.ItemIndicator>
          </span>
          <span className={styles.text}>{option.label}</span>
          {option.note !== undefined && <span className={styles.note}>{option.note}</span>}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export function MenuLine() {
  return <DropdownMenu.Separator className={styles.line} />;
}
