import type { Dialect } from '../../../contract/dialects';
import { AppError } from '../../../contract/errors';
import {
  guardChecks,
  maxStatementLength,
  type RefusalReason,
  type Verdict,
} from '../../../contract/query-guard';
import { readWithParser } from './ast/read';
import { checkCharacters, unreadableCharacter } from './characters';
import { checkHints } from './hints';
import { noNames, reviewable, type Judgement, type Reading, type Refusal } from './judgement';
import { replaceParameters, type PreparedStatement } from './parameters';
import { placeAt } from './place';
import { readPostgres } from './postgres/read';

export { allowedFunctions } from './functions/names';
export { isAllowedFunction } from './postgres/functions';
export { offsetOfCodePoints, placeAt, type Place } from './place';
export type { PreparedStatement } from './parameters';
export type { Judgement, UsedNames } from './judgement';

export interface JudgeOptions {
  /** Whether people have reviewed this very text, see `reviewed.ts`. */
  reviewed?: (dialect: Dialect, typed: string) => boolean;
}

/** As many reasons as a reader takes in. */
const maxReasons = 30;

/**
 * Decides, without any server, whether a statement may be sent: exactly one that reads
 * (SELECT, SHOW or plain EXPLAIN), of which every part, function and hint is on a list.
 * What cannot be read is refused. Text alone cannot tell what a view or a column hides:
 * the driver's session, which can only read, is the layer behind this one.
 */
export async function judge(
  dialect: Dialect,
  typed: string,
  { reviewed }: JudgeOptions = {},
): Promise<Judgement> {
  const cut = typed.length > maxStatementLength ? '' : typed;
  const statement = replaceParameters(cut, dialect);
  const early = cannotBeRead(typed, statement);
  const reading: Reading =
    early ??
    (await (dialect === 'postgresql'
      ? readPostgres(statement)
      : readWithParser(dialect, statement)));
  const lexical = early
    ? []
    : [
        ...checkCharacters(statement.text, statement.tokens),
        ...statement.tokens.flatMap(({ fault, start }): Refusal[] =>
          // PostgreSQL's own grammar names what does not end.
          fault === null || dialect === 'postgresql'
            ? []
            : [{ reason: fault, params: {}, offset: start }],
        ),
        ...checkHints(dialect, statement.tokens),
      ];
  let refusals = [...lexical, ...reading.refusals];
  const isReviewed =
    refusals.length > 0 &&
    refusals.every(({ reason }) => reviewable.has(reason)) &&
    reviewed?.(dialect, typed) === true;
  if (isReviewed) refusals = [];
  const reasons = distinct(refusals).map((refusal) => reasonOf(refusal, typed, statement));
  const { parameters } = statement;
  const { statements } = reading;
  return {
    dialect,
    verdict: {
      dialect,
      verdict: reasons.length === 0 ? 'read' : 'refused',
      reasons,
      statements,
      parameters,
      checks: passedChecks(statements, reasons),
      reviewed: isReviewed,
    },
    statement,
    used: reasons.length === 0 ? reading.used : null,
    syntaxError: reading.syntaxError,
  };
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

function cannotBeRead(typed: string, statement: PreparedStatement): Reading | null {
  const refuse = (reason: string, offset: number | null): Reading => ({
    refusals: [
      {
        reason,
        params: reason === 'too-long' ? { count: String(maxStatementLength) } : {},
        offset,
      },
    ],
    used: noNames(),
    statements: 1,
    syntaxError: null,
  });
  if (typed.length > maxStatementLength) return refuse('too-long', null);
  const unreadable = unreadableCharacter(typed);
  if (unreadable !== null) return refuse('unreadable-character', unreadable);
  if (statement.positional !== null) return refuse('positional-parameter', statement.positional);
  return null;
}

/** Their offsets are those of the text as typed where the statement was not read at all. */
const ofTyped = new Set(['unreadable-character', 'positional-parameter']);

function reasonOf(
  { reason, params, offset }: Refusal,
  typed: string,
  statement: PreparedStatement,
): RefusalReason {
  const at = offset === null || ofTyped.has(reason) ? offset : statement.toTyped(offset);
  return { reason, params, place: at === null ? null : placeAt(typed, at) };
}

function distinct(refusals: readonly Refusal[]): Refusal[] {
  const seen = new Map<string, Refusal>();
  for (const refusal of refusals) {
    const { reason, params, offset } = refusal;
    const key = JSON.stringify([reason, params, offset]);
    if (!seen.has(key)) seen.set(key, refusal);
  }
  return [...seen.values()].slice(0, maxReasons);
}

const checkReasons: Readonly<Record<Verdict['checks'][number], RegExp>> = {
  characters: /-character$/,
  'one-statement': /^(?:one-statement|empty)$/,
  reading:
    /^(?:not-|into$|writes|statement|explain|executable|assigns|sequence|syntax|empty|unterminated|one-statement|command|too-)/,
  functions: /^(?:function|operator|sequence|remote|not-parsed|syntax|too-)/,
  locks: /^(?:locks|hint|not-parsed|syntax|too-)/,
};

function passedChecks(statements: number, reasons: readonly RefusalReason[]): Verdict['checks'] {
  if (statements === 0) return [];
  return guardChecks.filter(
    (check) => !reasons.some(({ reason }) => checkReasons[check].test(reason)),
  );
}
