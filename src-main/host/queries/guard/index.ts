import type { Dialect } from '../../../contract/dialects';
import { AppError } from '../../../contract/errors';
import { judgeHere, type JudgedText } from './judge';
import type { Judgement } from './judgement';
import { useLibraries } from './libraries';
import { isNested } from './nesting';
import { typedOffset } from './parameters';

export { allowedFunctions, allowedPackageCalls } from './functions/names';
export { isAllowedFunction } from './postgres/functions';
export { offsetOfCodePoints, placeAt, type Place } from './place';
export { placeOfRelation } from './relation';
export { readBody, readView } from './stored-code';
export type { PreparedStatement } from './parameters';
export type { Judgement, UsedNames } from './judgement';

// Here, for a thread is told where they lie.
useLibraries({
  postgres: () => import('libpg-query'),
  others: () => import('@guanmingchiu/sqlparser-ts'),
});

/** Longer texts are judged in a thread: what is slowest to judge takes some 3 ms a thousand characters. */
const longestHere = 12_000;

export interface JudgeOptions {
  /** Whether people have reviewed this very text, see `reviewed.ts`. */
  reviewed?: ((dialect: Dialect, typed: string) => boolean) | undefined;
  /** Nobody waits for a long text any more. */
  signal?: AbortSignal | undefined;
}

/**
 * Decides, without any server, whether a statement may be sent: exactly one that reads
 * (SELECT, SHOW or plain EXPLAIN), of which every part, function and hint is on a list.
 * What cannot be read is refused. Text alone cannot tell what a view or a column hides:
 * the driver's session, which can only read, is the layer behind this one.
 *
 * @throws the signal's reason
 */
export async function judge(
  dialect: Dialect,
  typed: string,
  { reviewed, signal }: JudgeOptions = {},
): Promise<Judgement> {
  const isReviewed = (): boolean => reviewed?.(dialect, typed) === true;
  if (typed.length <= longestHere && !isNested(dialect, typed))
    return judgementOf(await judgeHere(dialect, typed, isReviewed));
  const { judgeInThread } = await import('./judging-thread');
  return judgementOf(await judgeInThread({ dialect, typed, reviewed: isReviewed() }, signal));
}

function judgementOf({ text, order, replaced, verdict, ...rest }: JudgedText): Judgement {
  const { parameters } = verdict;
  const toTyped = (offset: number): number => typedOffset(replaced, offset);
  return { ...rest, verdict, statement: { text, parameters, order: [...order], toTyped } };
}

/** @throws AppError `sql.refused` {reason, …} or `sql.syntax` {message, …}, with {line, column, length} where known */
export function assertReading({ verdict, syntaxError }: Judgement): void {
  if (verdict.verdict === 'read') return;
  const [first] = verdict.reasons;
  const place = first?.place ?? {};
  if (syntaxError !== null && first?.reason === 'syntax')
    throw new AppError('sql.syntax', { message: syntaxError, ...place });
  throw new AppError('sql.refused', {
    reason: first?.reason ?? 'not-understood',
    ...first?.params,
    ...place,
  });
}
