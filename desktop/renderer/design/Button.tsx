import type { ComponentProps, ReactNode } from 'react';
import styles from './Button.module.css';
import { classes } from './classes.ts';
import { Tooltip } from './Tooltip.tsx';

type ButtonProps = ComponentProps<'button'> & {
  /** `primary` is the one action of a place; `quiet` has no ground until it is pointed at. */
  look?: 'primary' | 'plain' | 'quiet';
  wide?: boolean;
};

export function Button({ look = 'plain', wide, className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={classes(styles.button, styles[look], wide && styles.wide, className)}
      {...rest}
    />
  );
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  label: string;
  /** The keys that do the same, shown with the label. */
  keys?: string;
  look?: 'primary' | 'quiet';
  children: ReactNode;
};

/** A button that shows an icon: named for screen readers, and by a tooltip for everybody else. */
export function IconButton({
  label,
  keys,
  look = 'quiet',
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type={type}
        aria-label={label}
        className={classes(styles.icon, styles[look], className)}
        {...rest}
      />
    </Tooltip>
  );
}
