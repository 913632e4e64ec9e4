/** A name with up to three parts as it is written, quotes taken away; the last part is the object. */
export type NameParts = readonly string[];

/** A column that a subquery gives: by name, or all of a source (`null` for all sources). */
export type Output = { name: string } | { star: string | null };

/** Something that columns come from. */
export interface Source {
  /** Alias, else the last part of the name; empty for a subquery without one. */
  alias: string;
  /** Whether the alias was written. */
  aliased: boolean;
  /** A table by its name; null for a subquery. */
  name: NameParts | null;
  /** What a subquery gives. */
  block: Block | null;
  /** Names of columns written after the alias. */
  columns: readonly string[];
  /** Token that its name begins with. */
  at: number;
}

/** One SELECT with what it reads; also a whole UPDATE, DELETE or INSERT. */
export interface Block {
  /** Tokens [start, end). */
  start: number;
  end: number;
  parent: Block | null;
  sources: Source[];
  /** Subqueries before it that have names. */
  common: Map<string, Source>;
  outputs: Output[];
}

export type Clause =
  'begin' | 'select' | 'table' | 'after-table' | 'on' | 'condition' | 'group' | 'order' | 'set' | 'values' | 'other'; // prettier-ignore

/** What a statement reads, and in which clause each of its tokens stands. */
export interface Scopes {
  blocks: Block[];
  /** Clause that is in force before a token, by its number; one more for the end. */
  clauses: Clause[];
}

/** Words between two SELECTs. */
export const setOperations = new Set(['UNION', 'INTERSECT', 'EXCEPT', 'MINUS']);
/** Words that begin a clause at their level. */
export const clauseWords: Readonly<Record<string, Clause>> = {
  SELECT: 'select',
  FROM: 'table',
  JOIN: 'table',
  APPLY: 'table',
  INTO: 'table',
  UPDATE: 'table',
  TABLE: 'table',
  ON: 'on',
  WHERE: 'condition',
  HAVING: 'condition',
  QUALIFY: 'condition',
  CONNECT: 'condition',
  START: 'condition',
  GROUP: 'group',
  ORDER: 'order',
  PARTITION: 'group',
  SET: 'set',
  VALUES: 'values',
  LIMIT: 'other',
  OFFSET: 'other',
  FETCH: 'other',
  FOR: 'other',
  WINDOW: 'other',
  RETURNING: 'select',
};
/** Words that end a table's place; what else follows a table is its alias. */
export const afterTable = new Set([
  'ON', 'USING', 'WHERE', 'GROUP', 'ORDER', 'HAVING', 'LIMIT', 'OFFSET', 'FETCH', 'FOR', 'WINDOW',
  'JOIN', 'INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS', 'NATURAL', 'STRAIGHT_JOIN', 'APPLY', 'OUTER',
  'UNION', 'INTERSECT', 'EXCEPT', 'MINUS', 'SET', 'VALUES', 'SELECT', 'CONNECT', 'START', 'WITH',
  'TABLESAMPLE', 'PIVOT', 'UNPIVOT', 'OPTION', 'USE', 'FORCE', 'IGNORE', 'PARTITION', 'RETURNING',
  'QUALIFY', 'INDEXED', 'NOT', 'AS', 'LATERAL', 'ONLY', 'WHEN',
]); // prettier-ignore
