import type { ParsedDialect } from './functions/index';
import { words } from './judgement';

/**
 * A pattern of words; `name`, `string`, `number` and `(…)` stand for themselves, `operand` for
 * a value of several parts. The words after `→` take their place; nothing leaves blanks.
 */
const written: Readonly<Record<ParsedDialect, readonly string[]>> = {
  mysql: [
    'WITH ROLLUP →',
    'SOUNDS LIKE → LIKE',
    'FOR SYSTEM_TIME AS OF TIMESTAMP operand →',
    'FOR SYSTEM_TIME AS OF operand →',
    'FOR SYSTEM_TIME ALL →',
    'FOR SYSTEM_TIME BETWEEN operand AND operand →',
    'FOR SYSTEM_TIME FROM operand TO operand →',
    'DISTINCTROW → DISTINCT',
    'SELECT STRAIGHT_JOIN → SELECT',
    'STRAIGHT_JOIN name → JOIN name',
    'SQL_BUFFER_RESULT →',
    'SQL_SMALL_RESULT →',
    'SQL_BIG_RESULT →',
    'SQL_CACHE →',
    'REGEXP BINARY → REGEXP',
    'LIKE BINARY → LIKE',
    'IN BOOLEAN MODE →',
    'IN NATURAL LANGUAGE MODE WITH QUERY EXPANSION →',
    'IN NATURAL LANGUAGE MODE →',
    'WITH QUERY EXPANSION →',
    'USE INDEX (…) →', 'FORCE INDEX (…) →', 'IGNORE INDEX (…) →',
    'USE KEY (…) →', 'FORCE KEY (…) →', 'IGNORE KEY (…) →',
    'USE INDEX FOR JOIN (…) →', 'FORCE INDEX FOR JOIN (…) →',
    'FORCE INDEX FOR ORDER BY (…) →', 'FORCE INDEX FOR GROUP BY (…) →',
  ],
  oracle: [
    'AS OF SCN operand →',
    'AS OF TIMESTAMP operand →',
    'VERSIONS BETWEEN SCN operand AND operand →',
    'VERSIONS BETWEEN TIMESTAMP operand AND operand →',
    'ORDER SIBLINGS BY → ORDER BY',
    'PARTITION FOR (…) →',
    'SUBPARTITION (…) →',
    'IGNORE NULLS →',
    'RESPECT NULLS →',
    'ON OVERFLOW ERROR →',
    'ON OVERFLOW TRUNCATE string WITH COUNT →',
    'ON OVERFLOW TRUNCATE string WITHOUT COUNT →',
    'ON OVERFLOW TRUNCATE string →',
    'ON OVERFLOW TRUNCATE →',
    'KEEP ( DENSE_RANK FIRST → OVER (',
    'KEEP ( DENSE_RANK LAST → OVER (',
    'CURSOR ( SELECT → ( SELECT',
    'SELECT UNIQUE → SELECT DISTINCT',
    'PIVOT XML → PIVOT',
    'SAMPLE BLOCK (…) →',
    'SAMPLE (…) SEED (…) →',
    'SAMPLE (…) →',
    'FROM ( TABLE ( → FROM ( (',
    'DEFAULT string ON CONVERSION ERROR →',
    'DEFAULT NULL ON CONVERSION ERROR →',
    'DEFAULT number ON CONVERSION ERROR →',
    'WITH TIME ZONE →',
    'WITH LOCAL TIME ZONE →',
    'AT LOCAL →',
  ],
  sqlserver: [
    'WITH ROLLUP →',
    'WITH CUBE →',
    'INNER HASH JOIN → INNER JOIN', 'INNER LOOP JOIN → INNER JOIN', 'INNER MERGE JOIN → INNER JOIN',
    'INNER REMOTE JOIN → INNER JOIN',
    'LEFT HASH JOIN → LEFT JOIN', 'LEFT LOOP JOIN → LEFT JOIN', 'LEFT MERGE JOIN → LEFT JOIN',
    'OUTER HASH JOIN → OUTER JOIN', 'OUTER LOOP JOIN → OUTER JOIN', 'OUTER MERGE JOIN → OUTER JOIN',
    'FOR SYSTEM_TIME ALL →',
    'FOR SYSTEM_TIME BETWEEN operand AND operand →',
    'FOR SYSTEM_TIME FROM operand TO operand →',
    'FOR SYSTEM_TIME CONTAINED IN (…) →',
    'GROUP BY ALL → GROUP BY',
    'IGNORE NULLS →',
    'RESPECT NULLS →',
    'AS OBJECT →',
    'GROUPING SETS (…) → 1',
    'PARSE ( → CAST (',
    'TRY_PARSE ( → TRY_CAST (',
    'USING string →',
  ],
  hana: [
    'MANY TO MANY JOIN → JOIN',
    'MANY TO ONE JOIN → JOIN',
    'MANY TO EXACT ONE JOIN → JOIN',
    'ONE TO MANY JOIN → JOIN',
    'ONE TO ONE JOIN → JOIN',
    'LIKE_REGEXPR operand FLAG string → = operand',
    'LIKE_REGEXPR → LIKE',
    'FOR SYSTEM_TIME AS OF operand →',
    'AS OF SYSTEM TIME operand →',
    'TABLESAMPLE SYSTEM (…) →',
    'TABLESAMPLE BERNOULLI (…) →',
    'WITH RANGE_RESTRICTION (…) →',
    'FOR JSON →',
    'IGNORE NULLS →',
  ],
  sqlite: [
    'GLOB → LIKE',
    'REGEXP → LIKE',
    'MATCH → LIKE',
    'NOT INDEXED →',
    'INDEXED BY name →',
    'AS NOT MATERIALIZED → AS',
    'AS MATERIALIZED → AS',
    'EXCLUDE NO OTHERS →',
    'EXCLUDE CURRENT ROW →',
    'EXCLUDE GROUP →',
    'EXCLUDE TIES →',
    'NOTNULL → = 1',
    'ISNULL → = 1',
    'IS DISTINCT FROM → =',
    'IS NOT DISTINCT FROM → =',
  ],
}; // prettier-ignore

export interface Rewriting {
  pattern: readonly string[];
  replacement: readonly string[];
}

/** What the parser is given in place of what it does not know, by dialect. */
export const rewritings = Object.fromEntries(
  Object.entries(written).map(([dialect, lines]) => [
    dialect,
    lines.map((line): Rewriting => {
      const [from = '', to = ''] = line.split('→');
      return { pattern: split(from), replacement: split(to) };
    }),
  ]),
) as unknown as Record<ParsedDialect, Rewriting[]>;

function split(text: string): string[] {
  return text.split(' ').filter((part) => part !== '');
}

/** Words that the parser keeps for clauses of other servers, and people use for names: `max(price) top`. */
export const namesToParser: Readonly<Record<ParsedDialect, ReadonlySet<string>>> = {
  mysql: words(
    'TOP QUALIFY SETTINGS PREWHERE SORT CLUSTER DISTRIBUTE ANTI SEMI ASOF GLOBAL SAMPLE',
  ),
  oracle: words(
    'TOP LIMIT QUALIFY SETTINGS PREWHERE SORT DISTRIBUTE ANTI SEMI ASOF FORMAT EXPLAIN ANALYZE',
  ),
  sqlserver: words(
    'LIMIT QUALIFY SETTINGS PREWHERE SORT CLUSTER DISTRIBUTE ANTI SEMI ASOF SAMPLE EXPLAIN ANALYZE',
  ),
  hana: words(
    'QUALIFY SETTINGS PREWHERE SORT CLUSTER DISTRIBUTE ANTI SEMI ASOF FORMAT SAMPLE ANALYZE',
  ),
  sqlite: words(
    'TOP QUALIFY SETTINGS PREWHERE SORT CLUSTER DISTRIBUTE ANTI SEMI ASOF FORMAT SAMPLE',
  ),
};
