import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  CompletionKind,
  Dialect,
  HostClient,
  SchemaObject,
} from '../../../src-main/contract/index';
import {
  formatCount,
  plainDisplay,
  replaceSpan,
  type CodeEditor,
  type EditorAssist,
  type EditorSuggestion,
} from '../../ui/index';
import { isCancellation, useConnection, useWorkbench } from '../workbench/index';

const pictures: Readonly<Record<CompletionKind, EditorSuggestion['kind']>> = {
  schema: 'Module',
  table: 'Class',
  view: 'Interface',
  materialized: 'Interface',
  external: 'Class',
  synonym: 'Reference',
  sequence: 'Variable',
  function: 'Function',
  procedure: 'Function',
  column: 'Field',
  alias: 'Reference',
  join: 'Snippet',
  keyword: 'Keyword',
  parameter: 'Variable',
  value: 'Value',
};

/** Columns of a table that are told at once. */
const toldColumns = 20;

export interface SqlParameter {
  name: string;
  /** Values of its pick list. */
  choices: string[];
}

/** What an editor of a connection asks the host while somebody writes. */
export function useSqlAssist(
  endpointId: string | null,
  dialect: Dialect,
  parameters: readonly SqlParameter[] = noParameters,
): EditorAssist {
  const { live } = useConnection();
  const { t } = useTranslation('schema');
  const latest = useRef({ live, parameters });
  useEffect(() => {
    latest.current = { live, parameters };
  });
  return useMemo(
    () => ({
      complete: (sql, offset, signal) =>
        quietly(async () => {
          const { live: host, parameters: known } = latest.current;
          const place = { endpointId, dialect, sql, offset, parameters: [...known] };
          const { range, items } = await host.queries.complete(place, { signal });
          return { range, items: items.map((item) => ({ ...item, kind: pictures[item.kind] })) };
        }),
      describe: (sql, offset, signal) =>
        quietly(async () => {
          const place = { endpointId, dialect, sql, offset };
          const found = await latest.current.live.queries.describe(place, { signal });
          return found && { range: found.range, lines: linesOf(t, found.object, found.column) };
        }),
    }),
    [endpointId, dialect, t],
  );
}

const noParameters: readonly SqlParameter[] = [];

/** An answer that does not come is no completion; typing goes on. */
async function quietly<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!isCancellation(error)) console.error(error);
    return null;
  }
}

type Translate = ReturnType<typeof useTranslation<'schema'>>['t'];

/** What a hover tells of an object or one of its columns. */
export function linesOf(
  t: Translate,
  object: SchemaObject,
  columnName: string | null,
): { text: string; code?: boolean }[] {
  const lines: { text: string; code?: boolean }[] = [];
  const tell = (text: string, code = false): void => {
    if (text !== '') lines.push({ text: plainDisplay(text), code });
  };
  const { keys, indexes, columns } = object;
  const path = `${object.schema}.${object.name}`;
  const column = columns.find(({ name }) => name === columnName);
  if (column) {
    tell(`${path}.${column.name}  ${column.type}${column.nullable ? '' : '  NOT NULL'}`, true);
    tell(column.comment);
    if (column.default !== null) tell(t('hover.default', { value: column.default }));
    if (column.values.length > 0) tell(t('hover.values', { values: column.values.join(', ') }));
  } else {
    tell(`${t(`kind.${object.kind}`)} ${path}${object.detail === '' ? '' : ` (${object.detail})`}`);
    tell(object.comment);
    if (object.rows !== null) tell(t('rows', { rows: formatCount(object.rows) }));
    const shown = columns
      .slice(0, toldColumns)
      .map(({ name, type, comment }) =>
        [name, type, comment].filter((part) => part !== '').join('  '),
      );
    tell(shown.join('\n'), true);
    const left = columns.length - shown.length;
    if (left > 0) tell(t('hover.more', { count: left }));
  }
  const concerns = (names: readonly string[]): boolean => !column || names.includes(column.name);
  for (const { kind, columns: own, references } of keys.filter((key) => concerns(key.columns))) {
    const names = own.join(', ');
    if (kind === 'primary') tell(t('hover.primaryKey', { columns: names }));
    if (kind === 'foreign' && references) {
      const target = `${references.schema}.${references.name} (${references.columns.join(', ')})`;
      tell(t('hover.foreignKey', { columns: names, target }));
    }
  }
  for (const index of indexes.filter((known) => concerns(known.columns))) {
    const which = index.valid ? (index.unique ? 'uniqueIndex' : 'index') : 'invalidIndex';
    tell(t(`hover.${which}`, { name: index.name, columns: index.columns.join(', ') }));
  }
  return lines;
}

export interface StatementHere {
  sql: string;
  /** Where it begins in the whole text, in UTF-16 units. */
  start: number;
}

/**
 * What is meant by Run: what is selected, else the statement the cursor is in, else all.
 *
 * @param editor null before it is shown
 */
export async function statementHere(
  host: HostClient,
  dialect: Dialect,
  text: string,
  editor: CodeEditor | null,
): Promise<StatementHere> {
  const model = editor?.getModel();
  const selection = editor?.getSelection();
  if (model && selection && !selection.isEmpty()) {
    const start = model.getOffsetAt(selection.getStartPosition());
    return { sql: model.getValueInRange(selection), start };
  }
  const ranges = await host.queries.statements({ dialect, sql: text });
  const position = editor?.getPosition();
  if (ranges.length < 2 || !model || !position) return { sql: text, start: 0 };
  const at = statementAt(ranges, text, model.getOffsetAt(position));
  return at ? { sql: text.slice(at.start, at.end), start: at.start } : { sql: text, start: 0 };
}

/** The statement a place belongs to: the one it is in or right behind, else the next, else the last. */
export function statementAt<T extends { start: number; end: number }>(
  ranges: readonly T[],
  text: string,
  offset: number,
): T | undefined {
  const inside = ranges.find(({ start, end }) => start <= offset && offset <= end);
  if (inside) return inside;
  const before = ranges.findLast(({ end }) => end < offset);
  // Behind its `;` on the same line one is still at the statement.
  if (before && !text.slice(before.end, offset).includes('\n')) return before;
  return ranges.find(({ start }) => start > offset) ?? before;
}

/** Lays out what is selected, or all; one undo takes it back. */
export function useFormatSql(dialect: Dialect): (editor: CodeEditor | null) => void {
  const { live } = useConnection();
  const workbench = useWorkbench();
  const { t } = useTranslation('schema');
  return (editor) => {
    const model = editor?.getModel();
    const selection = editor?.getSelection();
    if (!editor || !model) return;
    const chosen = selection && !selection.isEmpty() ? selection : model.getFullModelRange();
    const before = model.getValueInRange(chosen);
    const start = model.getOffsetAt({
      lineNumber: chosen.startLineNumber,
      column: chosen.startColumn,
    });
    live.queries
      .format({ dialect, sql: before })
      .then(({ sql, unread }) => {
        const end = start + before.length;
        // What was typed meanwhile is not overwritten.
        if (model.isDisposed() || model.getValue().slice(start, end) !== before) return;
        if (sql !== before) replaceSpan(editor, { start, end }, sql);
        if (unread > 0)
          workbench.notify({ tone: 'info', title: t('formatUnread', { count: unread }) });
      })
      .catch((error: unknown) => workbench.reportError(error));
  };
}
