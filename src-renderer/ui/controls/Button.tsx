import { useState, type ComponentPropsWithRef, type MouseEvent, type ReactNode, type SyntheticEvent } from 'react'; // prettier-ignore
import { cx } from '../cx';
import { Kbd } from '../marks/Kbd';
import { Tooltip } from '../overlay/Tooltip';
import styles from './Button.module.css';

export type ButtonVariant = 'default' | 'primary' | 'case' | 'danger' | 'dangerSolid' | 'ghost';

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  /** `primary` once per pane; `case` only for what belongs to the case. */
  variant?: ButtonVariant;
  size?: 'md' | 'lg';
  icon?: ReactNode;
  /** Key shown in the button, e.g. `E` or `Ctrl Enter`; the binding itself lives elsewhere. */
  kbd?: string;
  /** Makes it a toggle. */
  pressed?: boolean;
  /** Work is running: a turning ring, clicks are swallowed. */
  busy?: boolean;
  /** Why it cannot be used now. It stays focusable and the tooltip says the reason. */
  disabledReason?: string | undefined;
  wide?: boolean;
  /** Where a folding toolbar is narrow, the words go into the tooltip; needs an icon and plain text. */
  foldable?: boolean;
}

/** The one button of the program. */
export function Button({
  variant = 'default',
  size = 'md',
  icon,
  kbd,
  pressed,
  busy = false,
  disabledReason,
  wide = false,
  foldable = false,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const blocked = busy || Boolean(disabledReason);
  // Looked at as the pointer or the focus comes: words that are in sight need no tooltip.
  const [folded, setFolded] = useState(false);
  const look = ({ currentTarget }: SyntheticEvent<HTMLElement>): void => {
    const words = currentTarget.querySelector<HTMLElement>(`.${styles['words'] ?? ''}`);
    setFolded(words !== null && words.offsetWidth <= 1);
  };
  const button = (
    <button
      {...(foldable ? { onPointerEnter: look, onFocus: look } : {})}
      {...rest}
      type={type}
      className={cx(
        styles['button'],
        variant !== 'default' && styles[variant],
        size === 'lg' && styles['large'],
        wide && styles['wide'],
        foldable && styles['foldable'],
        className,
      )}
      aria-pressed={pressed}
      aria-disabled={blocked || undefined}
      aria-busy={busy || undefined}
      onClick={(event: MouseEvent<HTMLButtonElement>) => {
        // preventDefault also keeps a submit button from sending its form.
        if (blocked) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <span className={styles['spinner']} aria-hidden="true" /> : icon}
      {foldable ? <span className={styles['words']}>{children}</span> : children}
      {kbd && <Kbd keys={kbd} />}
    </button>
  );
  const words = folded && typeof children === 'string' ? children : '';
  const label = [words, disabledReason].filter(Boolean).join(' · ');
  // Around it at all times: a button that were drawn anew as it is refused would lose the focus.
  return (
    <Tooltip label={label} kbd={folded ? kbd : undefined} disabled={!foldable && label === ''}>
      {button}
    </Tooltip>
  );
}

export interface IconButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'children'> {
  /** Spoken and shown on hover and focus. */
  label: string;
  icon: ReactNode;
  kbd?: string;
  pressed?: boolean;
  size?: 'sm' | 'md';
  disabledReason?: string | undefined;
}

/** A button of one universal icon (copy, close, add, more), with its word in a tooltip. */
export function IconButton({
  label,
  icon,
  kbd,
  pressed,
  size = 'md',
  disabledReason,
  className,
  onClick,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={disabledReason ? `${label} · ${disabledReason}` : label} kbd={kbd}>
      <button
        {...rest}
        type={type}
        className={cx(styles['iconButton'], size === 'sm' && styles['small'], className)}
        aria-label={label}
        aria-pressed={pressed}
        aria-disabled={disabledReason ? true : undefined}
        onClick={(event) => {
          if (disabledReason) event.preventDefault();
          else onClick?.(event);
        }}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
