import { useCallback, useMemo, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogCondition } from '../../../src-main/contract/logs';
import { readStream } from '../../../src-main/contract/wire/index';
import { formatCount, selectionSize, useAnnounce } from '../../ui/index';
import { useHost, useWorkbench } from '../workbench/index';
import type { LogDialog } from './log-dialog';
import { markedText } from './marked-text';
import type { LogViewer } from './use-log-viewer';

/** More rows than this go to a file instead of the clipboard. */
const mostCopied = 200_000;
/** Highlights have eight marks; the next one takes the first that is free. */
const tones = 8;

export type RowActions = ReturnType<typeof useRowActions>;

/** What can be done with the focused and the selected rows. */
export function useRowActions(viewer: LogViewer, onDialog: (dialog: LogDialog | null) => void) {
  const { t } = useTranslation('logs');
  const host = useHost();
  const workbench = useWorkbench();
  const announce = useAnnounce();
  const { view, logs, lines, rows, unfolded, selection, focusedRow, fail } = viewer;
  const { id, generation } = view;

  const pressFold = useCallback(
    (line: number) => {
      const { row, part } = lines.layout.at(line);
      if (part > 0) void unfolded.unfold(row, true);
      else if (unfolded.rows.has(row)) unfolded.fold(row);
      else void unfolded.unfold(row, false);
    },
    [lines, unfolded],
  );
  const openRow = useCallback(
    (number: number) => {
      const row = rows.get(number);
      if (!row) return;
      if (row.fullLength !== null) onDialog({ kind: 'whole', row });
      else if (unfolded.rows.has(number)) unfolded.fold(number);
      else if (row.moreLines > 0) void unfolded.unfold(number, false);
    },
    [rows, unfolded, onDialog],
  );

  const copy = useCallback(
    (format: 'text' | 'markdown') => {
      const size = selectionSize(selection);
      if (size === 0) return;
      if (size > mostCopied) {
        workbench.notify({
          title: t('copy.tooMany', { limit: formatCount(mostCopied) }),
          actions: [{ label: t('copy.export'), onClick: () => onDialog({ kind: 'export' }) }],
        });
        return;
      }
      const ranges = selection.ranges.map(([from, to]): [number, number] => [from, to]);
      const read = async (): Promise<Blob> => {
        let text = '';
        const order = { id, ranges, generation, format };
        for await (const pieces of readStream<string>(host, logs.copy(order)))
          text += pieces.join('');
        return new Blob([text], { type: 'text/plain' });
      };
      // The browser allows it now, while the key is fresh; the text may come later.
      navigator.clipboard
        .write([new ClipboardItem({ 'text/plain': read() })])
        .then(() => announce(t('copy.done', { count: size, rows: formatCount(size) })))
        .catch(fail);
    },
    [selection, host, logs, id, generation, announce, workbench, onDialog, fail, t],
  );

  /** The path of the log that is read, on its host. */
  const copyPath = useCallback(() => {
    const path = view.sources[focusedRow?.source ?? 0]?.path ?? '';
    navigator.clipboard
      .writeText(path)
      .then(() => announce(t('copy.path')))
      .catch(fail);
  }, [view.sources, focusedRow?.source, announce, fail, t]);

  const filterBy = useCallback(
    (exclude: boolean, given?: unknown) => {
      const wanted = conditionOf(given, exclude);
      if (wanted) {
        void viewer.addConditions(wanted);
        return;
      }
      const text = markedText();
      if (text !== null)
        void viewer.addConditions({ kind: 'text', exclude, text, regex: false, ignoreCase: false });
      else if (focusedRow) onDialog({ kind: 'values', exclude, row: focusedRow });
    },
    [viewer, focusedRow, onDialog],
  );

  const highlight = useCallback(
    (text: string) => {
      const used = new Set(view.highlights.map(({ tone }) => tone));
      const free = Array.from({ length: tones }, (_, tone) => tone).find((tone) => !used.has(tone));
      const others = view.highlights.filter((other) => other.text !== text);
      // Marking the same text again takes its mark away.
      const highlights =
        others.length < view.highlights.length
          ? others
          : [
              ...others,
              { text, regex: false, ignoreCase: false, tone: free ?? others.length % tones },
            ];
      void viewer.apply(logs.setHighlights({ id, highlights }));
    },
    [view.highlights, viewer, logs, id],
  );
  const highlightMarked = useCallback(() => {
    const text = markedText();
    if (text === null) onDialog({ kind: 'highlights' });
    else highlight(text);
  }, [highlight, onDialog]);

  /** Sets or takes away the bookmark of the focused row; with a remark it is only set. */
  const bookmark = useCallback(
    (remark?: string) => {
      if (!focusedRow) return;
      const gone = remark === undefined && focusedRow.bookmark;
      logs
        .bookmark({ id, row: focusedRow.row, generation, remark: gone ? null : (remark ?? '') })
        .then(() => announce(t(gone ? 'bookmark.removed' : 'bookmark.set')))
        .catch(fail);
    },
    [focusedRow, logs, id, generation, announce, fail, t],
  );

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.nativeEvent.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.shiftKey || selection.focus === undefined) return;
      const row = selection.focus;
      const open = unfolded.rows.get(row);
      if (event.key === 'ArrowRight' && (rows.get(row)?.moreLines ?? 0) > 0) {
        if (!open || !open.whole) void unfolded.unfold(row, open !== undefined);
      } else if (event.key === 'ArrowLeft' && open) unfolded.fold(row);
      else if (event.key === 'Home' && view.before > 0) viewer.jump({ kind: 'start' });
      else if (event.key === 'End' && view.after > 0) viewer.jump({ kind: 'end' });
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    [selection.focus, unfolded, rows, view.before, view.after, viewer],
  );

  return useMemo(
    () => ({
      pressFold,
      openRow,
      copy,
      copyPath,
      filterBy,
      highlight,
      highlightMarked,
      bookmark,
      onKeyDown,
    }),
    [pressFold, openRow, copy, copyPath, filterBy, highlight, highlightMarked, bookmark, onKeyDown],
  );
}

/** A condition from the argument of a command: `{ field, value }` of a record, or `{ text }`. */
function conditionOf(given: unknown, exclude: boolean): LogCondition | null {
  if (typeof given !== 'object' || given === null) return null;
  if ('field' in given && 'value' in given) {
    return { kind: 'field', exclude, field: String(given.field), value: String(given.value) };
  }
  if ('text' in given && typeof given.text === 'string' && given.text !== '')
    return { kind: 'text', exclude, text: given.text, regex: false, ignoreCase: false };
  return null;
}
