import type { ChangeKind, Comparison, Difference } from '../../../../src-main/contract/index';
import type { CellState, GridColumn } from '../../../ui/index';

/** A row of a comparison as the grid draws it. */
export interface DifferenceRow {
  cells: readonly (string | null)[];
  change: ChangeKind;
  /** Columns of the comparison in which the two differ. */
  changed: readonly number[];
}

/** Words that the grid needs, in the language of the screen. */
export interface DifferenceWords {
  change: string;
  kinds: Readonly<Record<ChangeKind, string>>;
  before: string;
  after: string;
}

/** Signs of what became of a row, before its word. */
export const changeSigns = { added: '+', removed: '−', changed: '~', same: '=' } as const;

type Part = 'either' | 'before' | 'after';
const parts: readonly Part[] = ['either', 'before', 'after'];

/** Where a column of the comparison stands in the cells of a row; the first cell says the change. */
function sourceOf(column: number, part: Part): number {
  return 1 + column * parts.length + parts.indexOf(part);
}

/** A row with each column in three ways: of whichever result has it, before, and after. */
export function rowOf(
  { change, before, after, changed }: Difference,
  columns: number,
  words: DifferenceWords,
): DifferenceRow {
  const cells: (string | null)[] = [`${changeSigns[change]} ${words.kinds[change]}`];
  for (let column = 0; column < columns; column += 1) {
    const one = before ? (before[column] ?? null) : '';
    const two = after ? (after[column] ?? null) : '';
    cells.push(after ? two : one, one, two);
  }
  return { cells, change, changed };
}

export interface DifferenceLayout {
  columns: readonly GridColumn[];
  /** Columns that stay in sight: what became of the row, and a short key. */
  frozen: number;
  /** Column of the comparison by its place in the grid; null for the first, which says the change. */
  columnAt: readonly (number | null)[];
}

/** A key of more columns would leave no room for the rest. */
const mostFrozenKeys = 2;

/**
 * Columns of the grid: what became of the row, the key, then a pair of before and after for what
 * changed anywhere, and one for what did not. Ignored columns are left out.
 *
 * @param changedOnly leaves out what changed nowhere
 */
export function layoutOf(
  { columns }: Comparison,
  words: DifferenceWords,
  changedOnly: boolean,
): DifferenceLayout {
  const shown: GridColumn[] = [{ name: words.change, source: 0, align: 'left', width: 92 }];
  const columnAt: (number | null)[] = [null];
  columns.forEach(({ name, type, align, role, changed }, column) => {
    if (role === 'ignored' || (role === 'compared' && changed === 0 && changedOnly)) return;
    const paired = role === 'compared' && changed > 0;
    for (const part of paired ? (['before', 'after'] as const) : (['either'] as const)) {
      const title = part === 'either' ? name : `${name} · ${words[part]}`;
      const source = sourceOf(column, part);
      shown.push({ name: title, align, source, ...(paired ? {} : { type }) });
      columnAt.push(column);
    }
  });
  const keys = columns.filter(({ role }) => role === 'key').length;
  return { columns: shown, frozen: keys > mostFrozenKeys ? 1 : 1 + keys, columnAt };
}

/** How a cell is marked: by colour and sign where it differs, or where only one result has the row. */
export function stateOf(
  { change, changed }: DifferenceRow,
  source: number,
  words: DifferenceWords,
): CellState | undefined {
  if (source === 0) {
    if (change === 'same') return undefined;
    return { tone: change === 'changed' ? 'warn' : change };
  }
  const column = Math.floor((source - 1) / parts.length);
  const part = parts[(source - 1) % parts.length];
  if (part === 'either') return undefined;
  if (change === 'changed' && changed.includes(column))
    return part === 'before'
      ? { tone: 'removed', toneText: words.before }
      : { tone: 'added', toneText: words.after };
  return undefined;
}
