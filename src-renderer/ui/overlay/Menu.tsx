import { useState, type ReactElement, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { Menu as MantineMenu, Popover as MantinePopover } from '@mantine/core';
import { cx } from '../cx';
import { Kbd } from '../marks/Kbd';
import styles from './Menu.module.css';

export type MenuItem =
  | { id: string; separator: true }
  | {
      id: string;
      label: string;
      icon?: ReactNode;
      kbd?: string | undefined;
      tone?: 'danger';
      /** Why it cannot be used now; the item stays in the list and says so. */
      disabledReason?: string | undefined;
      /** Makes it a choice: true shows a check. */
      checked?: boolean;
      onSelect: () => void;
    };

/** The entries of a menu. */
function Items({ items }: { items: readonly MenuItem[] }) {
  // Words stay aligned when only some items carry an icon.
  const anyIcon = items.some((item) => !('separator' in item) && item.icon !== undefined);
  return (
    <>
      {items.map((item) =>
        'separator' in item ? (
          <MantineMenu.Divider key={item.id} className={styles['divider']} />
        ) : (
          <MantineMenu.Item
            key={item.id}
            className={cx(styles['item'], item.tone === 'danger' && styles['danger'])}
            leftSection={item.icon ?? (anyIcon ? <span className={styles['noIcon']} /> : undefined)}
            rightSection={item.kbd ? <Kbd keys={item.kbd} /> : undefined}
            aria-disabled={item.disabledReason ? true : undefined}
            closeMenuOnClick={!item.disabledReason}
            {...(item.checked === undefined
              ? {}
              : { role: 'menuitemradio', 'aria-checked': item.checked })}
            onClick={() => {
              if (!item.disabledReason) item.onSelect();
            }}
          >
            {item.checked ? `✓ ${item.label}` : item.label}
            {item.disabledReason && <span className={styles['reason']}>{item.disabledReason}</span>}
          </MantineMenu.Item>
        ),
      )}
    </>
  );
}

/** A menu behind a button. Arrow keys, letters, Escape; focus returns to the button. */
export function Menu({
  label,
  trigger,
  items,
  position = 'bottom-end',
}: {
  label: string;
  /** One button that takes a ref. */
  trigger: ReactElement;
  items: readonly MenuItem[];
  position?: 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end' | 'right-end';
}) {
  return (
    <MantineMenu
      position={position}
      offset={4}
      transitionProps={{ duration: 80 }}
      classNames={{ dropdown: styles['dropdown'] ?? '', itemSection: styles['section'] ?? '' }}
      withinPortal
      trapFocus
      returnFocus
    >
      <MantineMenu.Target>{trigger}</MantineMenu.Target>
      <MantineMenu.Dropdown aria-label={label} aria-labelledby={undefined}>
        <Items items={items} />
      </MantineMenu.Dropdown>
    </MantineMenu>
  );
}

/**
 * What a popup at a place of the window is anchored to. It and its popup belong into the body: an
 * element that is transformed, as a page of the dock is, moves what is fixed within it.
 */
function anchorAt({ x, y }: { x: number; y: number }): ReactElement {
  return (
    <span aria-hidden="true" style={{ position: 'fixed', left: x, top: y, width: 0, height: 0 }} />
  );
}

/**
 * A menu at a place on the screen: right click, or the menu key. Show it while it is open; focus
 * goes back to what had it.
 */
export function ContextMenu({
  label,
  at,
  items,
  onClose,
}: {
  label: string;
  /** In CSS pixels of the window. */
  at: { x: number; y: number };
  items: readonly MenuItem[];
  onClose: () => void;
}) {
  const [before] = useState(() => document.activeElement);
  const close = () => {
    onClose();
    if (before instanceof HTMLElement) before.focus();
  };
  return createPortal(
    <MantineMenu
      opened
      onClose={close}
      position="bottom-start"
      offset={2}
      transitionProps={{ duration: 80 }}
      classNames={{ dropdown: styles['dropdown'] ?? '', itemSection: styles['section'] ?? '' }}
      withinPortal
      trapFocus
      returnFocus={false}
    >
      <MantineMenu.Target>{anchorAt(at)}</MantineMenu.Target>
      <MantineMenu.Dropdown
        aria-label={label}
        aria-labelledby={undefined}
        onContextMenu={(event) => event.preventDefault()}
      >
        <Items items={items} />
      </MantineMenu.Dropdown>
    </MantineMenu>,
    document.body,
  );
}

/** Free content at a place on the screen: a small form. Show it while it is open. */
export function PopoverAt({
  at,
  ...popover
}: Omit<Parameters<typeof Popover>[0], 'trigger' | 'opened'> & {
  /** In CSS pixels of the window. */
  at: { x: number; y: number };
}) {
  return createPortal(<Popover opened trigger={anchorAt(at)} {...popover} />, document.body);
}

/** Free content beside a button: a small form, an explanation. */
export function Popover({
  label,
  trigger,
  opened,
  onOpenChange,
  width,
  position = 'bottom-start',
  children,
}: {
  label: string;
  /** One button that takes a ref. Uncontrolled, its click opens and closes. */
  trigger: ReactElement;
  opened?: boolean;
  onOpenChange?: (opened: boolean) => void;
  /** Width in CSS pixels before zoom. */
  width?: number;
  position?: 'bottom-start' | 'bottom-end' | 'bottom' | 'top-start' | 'top-end';
  children: ReactNode;
}) {
  return (
    <MantinePopover
      {...(opened === undefined ? {} : { opened })}
      {...(onOpenChange ? { onChange: onOpenChange } : {})}
      position={position}
      offset={4}
      transitionProps={{ duration: 80 }}
      classNames={{ dropdown: cx(styles['dropdown'], styles['popover']) ?? '' }}
      withinPortal
      trapFocus
      returnFocus
    >
      <MantinePopover.Target>{trigger}</MantinePopover.Target>
      <MantinePopover.Dropdown
        aria-label={label}
        aria-labelledby={undefined}
        style={width ? { width: `calc(${width}px * var(--zoom))` } : undefined}
      >
        {children}
      </MantinePopover.Dropdown>
    </MantinePopover>
  );
}
