import { AppError } from '../../../contract/errors';
import type { Verdict } from '../../../contract/queries';
import { replaceParameters, type PreparedStatement } from './parameters';
import { parse, type ParseFailure } from './parser';
import { offsetOfBytes, offsetOfCodePoints, placeAt } from './place';
import { walkStatement, type UsedNames } from './walk';

export { offsetOfCodePoints, placeAt, type Place } from './place';
export type { PreparedStatement } from './parameters';
export type { UsedNames } from './walk';

/** A verdict, and for a reading statement what is needed to run it. */
export interface Judgement {
  verdict: Verdict;
  statement: PreparedStatement;
  /** Null when refused. */
  used: UsedNames | null;
  /** The parser's words when it cannot read the statement at all. */
  syntaxError: string | null;
}

/**
 * Decides, without any server, whether a PostgreSQL statement may be sent: exactly one
 * SELECT (also WITH, VALUES, TABLE, set operations), SHOW or plain EXPLAIN, read by
 * PostgreSQL's own grammar, in which every node, function and operator is on a list.
 * What cannot be read is refused.
 */
export async function judge(typed: string): Promise<Judgement> {
  const statement = replaceParameters(typed);
  const refuse = (
    reason: string,
    params: Record<string, string> = {},
    offset: number | null = null,
    statements = 1,
    syntaxError: string | null = null,
  ): Judgement => ({
    verdict: {
      verdict: 'refused',
      reason,
      params,
      statements,
      place: offset === null ? null : placeAt(typed, statement.toTyped(offset)),
      parameters: statement.parameters,
    },
    statement,
    used: null,
    syntaxError,
  });

  // A NUL would end the text for the server; half a surrogate has no UTF-8.
  const unreadable = typed.search(/\0|\p{Surrogate}/u);
  if (unreadable !== -1) return refuse('unreadable-character', {}, unreadable);
  if (statement.positional !== null) {
    const refused = refuse('positional-parameter');
    refused.verdict.place = placeAt(typed, statement.positional);
    return refused;
  }
  const parsed = await parse(statement.text);
  if ('message' in parsed) {
    const { message } = parsed;
    if (parsed.empty) return refuse('empty', {}, null, 0);
    return refuse('syntax', { message }, errorOffset(statement.text, parsed), 0, message);
  }
  const { statements } = parsed;
  const [first, second] = statements;
  if (!first) return refuse('empty', {}, null, 0);
  if (second) {
    const count = { count: String(statements.length) };
    const start = startOf(statement.text, second.location);
    return refuse('one-statement', count, start, statements.length);
  }
  const { refusal, used } = walkStatement(first.tree);
  if (refusal) {
    const { location } = refusal;
    const { text } = statement;
    // What is refused as a whole has its place where it begins.
    const offset =
      location === null ? startOf(text, first.location) : offsetOfBytes(text, location);
    return refuse(refusal.reason, refusal.params, offset);
  }
  return {
    verdict: {
      verdict: 'read',
      reason: null,
      params: {},
      statements: 1,
      place: null,
      parameters: statement.parameters,
    },
    statement,
    used,
    syntaxError: null,
  };
}

/** @throws AppError `sql.refused` {reason, …} or `sql.syntax` {message, …}, with {line, column, length} where known */
export function assertReading({ verdict, syntaxError }: Judgement): void {
  if (verdict.verdict === 'read') return;
  const place = verdict.place ?? {};
  if (syntaxError !== null) throw new AppError('sql.syntax', { message: syntaxError, ...place });
  throw new AppError('sql.refused', { reason: verdict.reason, ...verdict.params, ...place });
}

/** Where the words of a statement begin, after blanks and comments. `location` is in bytes. */
function startOf(text: string, location: number): number {
  const start = offsetOfBytes(text, location);
  const gap = /^(?:\s|--[^\r\n]*|\/\*[^]*?\*\/)*/.exec(text.slice(start))?.[0].length ?? 0;
  return start + gap;
}

function errorOffset(text: string, failure: ParseFailure): number | null {
  return failure.position === null ? null : offsetOfCodePoints(text, failure.position);
}
