import { useTranslation } from 'react-i18next';
import {
  IconChevronDown,
  IconChevronRight,
  IconEye,
  IconFunction,
  IconKey,
  IconLink,
  IconListNumbers,
  IconSortAscending,
  IconStack2,
  IconTable,
  type Icon,
} from '@tabler/icons-react';
import type { SchemaRow } from '../../../src-main/contract/index';
import { cx, formatCount, HostileText, plainDisplay, Tag } from '../../ui/index';
import styles from './SchemaTree.module.css';

const pictures: Readonly<Partial<Record<SchemaRow['kind'], Icon>>> = {
  schema: IconStack2,
  table: IconTable,
  external: IconTable,
  view: IconEye,
  materialized: IconEye,
  synonym: IconLink,
  sequence: IconListNumbers,
  function: IconFunction,
  procedure: IconFunction,
  index: IconSortAscending,
};

/** One object or column of a schema, with what its database says of it. */
export function SchemaTreeRow({
  row,
  index,
  active,
  style,
  onSelect,
  onToggle,
  onInsert,
  onMenu,
}: {
  row: SchemaRow;
  index: number;
  active: boolean;
  style: { transform: string; height: number };
  onSelect: () => void;
  onToggle: () => void;
  onInsert: () => void;
  onMenu: (at: { x: number; y: number }) => void;
}) {
  const { t } = useTranslation('schema');
  const { kind, name, detail, comment, count, marks, expandable, open, depth } = row;
  const Picture = marks.includes('primary') ? IconKey : pictures[kind];
  const told = [
    t(`kind.${kind}`),
    detail,
    ...marks.map((mark) => t(`mark.${mark}`)),
    comment,
  ].filter((part) => part !== '');
  return (
    <div
      id={`schema-row-${index}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={active}
      aria-label={[name, ...told].join(', ')}
      {...(expandable ? { 'aria-expanded': open } : {})}
      className={cx(styles['row'], active && styles['active'])}
      style={{ ...style, paddingInlineStart: `calc(${4 + depth * 14}px * var(--zoom))` }}
      title={plainDisplay([name, ...told].join('\n'))}
      onClick={() => {
        onSelect();
        if (expandable) onToggle();
      }}
      onDoubleClick={() => !expandable && onInsert()}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      <span className={styles['fold']} aria-hidden="true">
        {expandable && (open ? <IconChevronDown /> : <IconChevronRight />)}
      </span>
      {Picture && <Picture size={14} aria-hidden="true" className={styles['picture']} />}
      <span
        className={cx('fb-ellipsis', styles['name'], marks.includes('invalid') && styles['bad'])}
      >
        <HostileText text={name} />
      </span>
      <span className={cx('fb-ellipsis', 'fb-grow', styles['comment'])}>
        <HostileText text={comment.split('\n')[0] ?? ''} />
      </span>
      {marks.includes('invalid') && <Tag tone="warn">{t('mark.invalid')}</Tag>}
      <span className={styles['detail']}>
        {kind === 'schema'
          ? count !== null && formatCount(count)
          : depth === 2
            ? plainDisplay(detail)
            : count !== null && `≈ ${formatCount(count)}`}
      </span>
    </div>
  );
}
