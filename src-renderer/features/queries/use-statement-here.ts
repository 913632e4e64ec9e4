import { useEffect, useState } from 'react';
import type { Dialect, Verdict } from '../../../src-main/contract/index';
import type { CodeEditor } from '../../ui/index';
import { isCancellation, useConnection, useWorkbench } from '../workbench/index';
import { statementHere, type StatementHere } from './use-completion';

/** The cursor rests for so long before it is asked where it is. */
const pauseMs = 80;

/**
 * The statement that Run means, as the cursor moves: what is selected, else the one it is in.
 * A text without a separator is one statement, of which nobody has to be asked.
 */
export function useStatementHere(
  dialect: Dialect,
  text: string,
  editor: CodeEditor | null,
): { here: StatementHere; finding: boolean } {
  const { live } = useConnection();
  const workbench = useWorkbench();
  const [found, setFound] = useState<{ text: string; here: StatementHere } | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const find = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        statementHere(live, dialect, text, editor)
          .then((here) => {
            if (!gone) setFound({ text, here });
          })
          .catch((error: unknown) => {
            if (!gone && !isCancellation(error)) workbench.reportError(error);
          });
      }, pauseMs);
    };
    find();
    const listener = editor?.onDidChangeCursorSelection(find);
    return () => {
      gone = true;
      clearTimeout(timer);
      listener?.dispose();
    };
  }, [live, workbench, dialect, text, editor]);
  if (found?.text === text) return { here: found.here, finding: false };
  return { here: { sql: text, start: 0 }, finding: mayBeSeveral(text) };
}

/** Whether a text may have more than one statement; false is certain. */
function mayBeSeveral(text: string): boolean {
  return text.trimEnd().replace(/;$/, '').includes(';') || /^\s*(?:go|\/)\s*$/im.test(text);
}

/** Places of a statement as places of the text it stands in. */
export function placedIn<T extends { line: number; column: number } | null>(
  text: string,
  start: number,
  place: T,
): T {
  if (place === null || start === 0) return place;
  const before = text.slice(0, start).split('\n');
  const column = place.line === 1 ? place.column + (before.at(-1)?.length ?? 0) : place.column;
  return { ...place, line: place.line + before.length - 1, column };
}

/** A verdict on a statement with the places of the text it stands in. */
export function verdictIn(text: string, start: number, verdict: Verdict | null): Verdict | null {
  if (!verdict || start === 0) return verdict;
  const reasons = verdict.reasons.map((reason) => ({
    ...reason,
    place: placedIn(text, start, reason.place),
  }));
  return { ...verdict, reasons };
}
