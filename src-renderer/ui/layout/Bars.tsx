import { useId, useState, type ReactNode } from 'react';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { cx } from '../cx';
import styles from './Bars.module.css';

/** The bar above a pane: search left, filters, then view tools right. */
export function Toolbar({
  label,
  folding = false,
  className,
  children,
}: {
  label: string;
  /** Foldable buttons show only their icons where it is narrow, so that it stays one line. */
  folding?: boolean;
  className?: string | undefined;
  children: ReactNode;
}) {
  // A group and not `toolbar`: that role promises arrow keys, which the text fields need.
  return (
    <div
      role="group"
      aria-label={label}
      className={cx(styles['toolbar'], folding && styles['folding'], className)}
    >
      {children}
    </div>
  );
}

/** Pushes what follows to the right end. */
export function ToolbarSpacer() {
  return <span className="fb-grow" />;
}

/** The head of a side list or inspector. */
export function PanelHeader({
  title,
  icon,
  count,
  actions,
  fold,
}: {
  title: ReactNode;
  icon?: ReactNode;
  count?: ReactNode;
  actions?: ReactNode;
  /** Makes the title a button that folds what is below. */
  fold?: { open: boolean; toggle: () => void };
}) {
  return (
    <div className={styles['header']}>
      {icon}
      <h2 className={fold ? styles['foldTitle'] : 'fb-ellipsis'}>
        {fold ? (
          <button
            type="button"
            className={styles['fold']}
            aria-expanded={fold.open}
            onClick={fold.toggle}
          >
            {fold.open ? (
              <IconChevronDown aria-hidden="true" />
            ) : (
              <IconChevronRight aria-hidden="true" />
            )}
            <span className="fb-ellipsis">{title}</span>
          </button>
        ) : (
          title
        )}
      </h2>
      {count !== undefined && <span className={styles['count']}>{count}</span>}
      <span className="fb-grow" />
      {actions}
    </div>
  );
}

/** A block of an inspector or form with its heading; foldable when asked. */
export function Section({
  title,
  icon,
  aside,
  collapsible = false,
  defaultOpen = true,
  children,
}: {
  title: ReactNode;
  icon?: ReactNode;
  aside?: ReactNode;
  collapsible?: boolean;
  defaultOpen?: boolean;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(defaultOpen);
  const id = useId();
  const shown = !collapsible || open;
  return (
    <section className={styles['section']}>
      <h3 className={styles['sectionHead']}>
        {collapsible ? (
          <button
            type="button"
            className={styles['fold']}
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            {open ? (
              <IconChevronDown aria-hidden="true" />
            ) : (
              <IconChevronRight aria-hidden="true" />
            )}
            {icon}
            {title}
          </button>
        ) : (
          <>
            {icon}
            {title}
          </>
        )}
        {aside !== undefined && <span className={styles['aside']}>{aside}</span>}
      </h3>
      <div id={id} hidden={!shown}>
        {shown && children}
      </div>
    </section>
  );
}

/** The small heading of a group in a side list. */
export function SectionLabel({ aside, children }: { aside?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles['label']}>
      <h3 className="fb-ellipsis">{children}</h3>
      {aside !== undefined && <span className={styles['aside']}>{aside}</span>}
    </div>
  );
}

export interface KeyValueItem {
  key: string;
  label: ReactNode;
  value: ReactNode;
  mono?: boolean;
}

/** Names and values in two columns. */
export function KeyValueList({ items }: { items: readonly KeyValueItem[] }) {
  return (
    <dl className={styles['keyValue']}>
      {items.map((item) => (
        <KeyValueRow key={item.key} item={item} />
      ))}
    </dl>
  );
}

function KeyValueRow({ item }: { item: KeyValueItem }) {
  return (
    <>
      <dt>{item.label}</dt>
      <dd className={item.mono ? styles['mono'] : undefined}>{item.value}</dd>
    </>
  );
}
