import type { Dialect } from '../../../contract/dialects';
import {
  guardChecks,
  maxStatementLength,
  type RefusalReason,
  type Verdict,
} from '../../../contract/query-guard';
import { readWithParser } from './ast/read';
import { checkCharacters, unreadableCharacter } from './characters';
import { checkHints } from './hints';
import {
  noNames,
  reviewable,
  type Judgement,
  type Reading,
  type Refusal,
  type UsedNames,
} from './judgement';
import { replaceParameters, type TokenizedStatement } from './parameters';
import { placeAt } from './place';
import { readPostgres } from './postgres/read';

/** A judgement in a form that goes from thread to thread; `judgementOf` makes it whole. */
export interface JudgedText extends Pick<
  Judgement,
  'dialect' | 'verdict' | 'used' | 'syntaxError'
> {
  /** Of the prepared statement, see `PreparedStatement`. */
  text: string;
  order: Int32Array;
  replaced: Int32Array;
}

/** More names than this are not asked about: no statement of a person has as many. */
const maxNames = 5_000;
/** As many reasons as a reader takes in. */
const maxReasons = 30;

/**
 * Decides, without any server, whether a statement may be sent: exactly one that reads
 * (SELECT, SHOW or plain EXPLAIN), of which every part, function and hint is on a list.
 * What cannot be read is refused. Text alone cannot tell what a view or a column hides:
 * the driver's session, which can only read, is the layer behind this one.
 */
export async function judgeHere(
  dialect: Dialect,
  typed: string,
  reviewed: () => boolean,
): Promise<JudgedText> {
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
  let refusals = [...lexical, ...reading.refusals, ...tooManyNames(reading.used)];
  const isReviewed =
    refusals.length > 0 && refusals.every(({ reason }) => reviewable.has(reason)) && reviewed();
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
    text: statement.text,
    order: Int32Array.from(statement.order),
    replaced: statement.replaced,
    used: reasons.length === 0 ? reading.used : null,
    syntaxError: reading.syntaxError,
  };
}

/** The word on a text whose reading took too long. */
export function tooDeep(dialect: Dialect, typed: string): JudgedText {
  const { text, order, replaced, parameters } = replaceParameters(typed, dialect);
  return {
    dialect,
    verdict: {
      dialect,
      verdict: 'refused',
      reasons: [{ reason: 'too-deep', params: {}, place: null }],
      statements: 1,
      parameters,
      checks: [],
      reviewed: false,
    },
    text,
    order: Int32Array.from(order),
    replaced,
    used: null,
    syntaxError: null,
  };
}

/** The server is asked about each of them before the statement runs. */
function tooManyNames(used: UsedNames): Refusal[] {
  const count = Object.values(used).reduce(
    (sum, names: ReadonlySet<string>) => sum + names.size,
    0,
  );
  return count <= maxNames
    ? []
    : [{ reason: 'too-many-names', params: { count: String(maxNames) }, offset: null }];
}

function cannotBeRead(typed: string, statement: TokenizedStatement): Reading | null {
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
  statement: TokenizedStatement,
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
