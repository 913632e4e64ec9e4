import { words } from '../judgement';

/** What a dialect's statements may call, and what else stands before a parenthesis. Names in upper case. */
export interface FunctionList {
  /** Built in; they only read or compute, whatever their arguments are. */
  functions: ReadonlySet<string>;
  /** Called by a dotted name, e.g. `SYS.DM_EXEC_SQL_TEXT`. */
  dotted: ReadonlySet<string>;
  /** Last names of methods of a value, e.g. `.value('…')` of XML. */
  methods: ReadonlySet<string>;
  /** Words that stand before a parenthesis and call nothing: keywords and types. */
  syntax: ReadonlySet<string>;
  /** Names without parentheses that mean something built in (Oracle: pseudo-columns). */
  values: ReadonlySet<string>;
}

export const none: ReadonlySet<string> = new Set();

/** Words of all dialects before a parenthesis. */
export const commonSyntax = words(`
  ALL AND ANY AS BETWEEN BY CASE CUBE DISTINCT ELSE END ESCAPE EXCEPT EXISTS FILTER FROM GROUP HAVING IN
  INTERSECT IS JOIN LATERAL LEFT LIKE LIMIT MINUS NOT OF OFFSET ON OR OVER PARTITION RIGHT ROLLUP SELECT SETS SOME
  THEN TOP UNION UNIQUE UNPIVOT PIVOT USING VALUES WHEN WHERE WITH RETURN COLUMNS FOR FETCH FIRST NEXT RETURNING
  BIGINT BINARY BIT BLOB CHAR CHARACTER CLOB DATE DATETIME DECIMAL DEC DOUBLE FLOAT INT INTEGER NCHAR NUMBER NUMERIC
  NVARCHAR REAL SMALLINT TEXT TIME TIMESTAMP TINYINT VARBINARY VARCHAR INTERVAL DAY HOUR MINUTE SECOND MONTH YEAR
`);

/** Functions of all dialects that have them under this name. */
export const commonFunctions = words(`
  ABS ACOS ASCII ASIN ATAN ATAN2 AVG CEIL CEILING COALESCE CONCAT COS COT COUNT CURRENT_DATE CURRENT_TIME
  CURRENT_TIMESTAMP CURRENT_USER DEGREES DENSE_RANK EXP FIRST_VALUE FLOOR LAG LAST_VALUE LEAD LN LOG LOWER LTRIM MAX
  MIN MOD NTH_VALUE NTILE NULLIF PERCENT_RANK CUME_DIST PI POWER RADIANS RANK REPLACE ROUND ROW_NUMBER RTRIM SIGN SIN
  SQRT STDDEV STDDEV_POP STDDEV_SAMP SUBSTR SUBSTRING SUM TAN TRIM UPPER USER VARIANCE VAR_POP VAR_SAMP
  CAST CONVERT EXTRACT POSITION OVERLAY GROUPING IFNULL
`);

export function union(...sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}
