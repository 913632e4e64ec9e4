import type { Dialect } from '../../../contract/dialects';
import type { Verdict } from '../../../contract/query-guard';
import type { PreparedStatement } from './parameters';

/** One thing found against a statement. */
export interface Refusal {
  /** Key below `queries.guard`. */
  reason: string;
  /** What fills its text. */
  params: Record<string, string>;
  /** Where in the prepared text, in UTF-16 units; null when it concerns the whole statement. */
  offset: number | null;
}

/**
 * Names a statement uses that mean something else where the server has objects of the same
 * name; the server is asked about them before the statement runs.
 */
export interface UsedNames {
  /** Bare names of functions that are called without a schema. */
  functions: Set<string>;
  operators: Set<string>;
  /** Types that are not built in. */
  types: Set<string>;
  /** Last parts of dotted names: columns, unless the server has a function of that name (PostgreSQL). */
  fields: Set<string>;
  /** Those of `fields` that stand after a value whose type the text does not tell (PostgreSQL). */
  loose: Set<string>;
  /**
   * Oracle: names that may be functions without parentheses, e.g. `OWNER.PACKAGE.F`, in upper case
   * unless quoted; a part that holds a dot itself stands in quotes. PostgreSQL: functions called with a schema of their own, `schema.name`.
   * SQL Server, HANA (folded as in Oracle): what is called like a method, in upper case: it may be a function of a schema.
   */
  names: Set<string>;
  /** Last parts of the names of relations; of MySQL `schema\0name` where both are written. */
  relations: Set<string>;
}

/** What a grammar says of a prepared statement. */
export interface Reading {
  /** Empty when it only reads, as far as its text can tell. */
  refusals: Refusal[];
  used: UsedNames;
  statements: number;
  /** The parser's words when it cannot read the text at all. */
  syntaxError: string | null;
}

/** A verdict, and for a reading statement what is needed to run it. */
export interface Judgement {
  dialect: Dialect;
  verdict: Verdict;
  statement: PreparedStatement;
  /** Null when refused. */
  used: UsedNames | null;
  /** The server's own grammar cannot read the statement (PostgreSQL); the parser's words. */
  syntaxError: string | null;
}

/** Reasons for which a statement people have reviewed is let pass all the same: the guard's knowledge ends, nothing dangerous was seen. */
export const reviewable: ReadonlySet<string> = new Set([
  'not-parsed',
  'not-understood',
  'function-not-allowed',
]);

/** No names at all. */
export function noNames(): UsedNames {
  return {
    functions: new Set(),
    operators: new Set(),
    types: new Set(),
    fields: new Set(),
    loose: new Set(),
    names: new Set(),
    relations: new Set(),
  };
}

/** The words of a text in a set: for lists in the source. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ''));
}
