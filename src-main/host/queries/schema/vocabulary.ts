import {
  mariadb,
  mysql,
  plsql,
  postgresql,
  sql,
  sqlite,
  transactsql,
  type DialectOptions,
} from 'sql-formatter';
import type { Dialect } from '../../../contract/dialects';
import { allowedFunctions } from '../guard/index';

/** The formatter's dialect of ours; it has none of HANA, whose words are near the standard's. */
export const formatterDialects: Readonly<Record<Dialect, DialectOptions>> = {
  postgresql,
  mysql: mariadb,
  oracle: plsql,
  sqlserver: transactsql,
  hana: sql,
  sqlite,
};

/** Words that need quotes as a name in one of the servers that speak a dialect. */
const reserved = new Map<Dialect, ReadonlySet<string>>();
/** The formatter's lists hold words that are names as well; these are quoted by nobody. */
const usualNames = new Set([
  'NAME', 'TYPE', 'STATUS', 'STATE', 'VALUE', 'DATA', 'DESCRIPTION', 'CODE', 'ID', 'COMMENT', 'OWNER',
  'VERSION', 'CATEGORY', 'TEXT', 'LOCATION', 'PASSWORD', 'CONTENT', 'ACTION', 'MESSAGE', 'SOURCE', 'TARGET',
]); // prettier-ignore

export function reservedWords(dialect: Dialect): ReadonlySet<string> {
  let words = reserved.get(dialect);
  if (!words) {
    const lists = [formatterDialects[dialect], ...(dialect === 'mysql' ? [mysql] : [])];
    const keywords = lists.flatMap(({ tokenizerOptions }) => tokenizerOptions.reservedKeywords);
    words = new Set(keywords.filter((word) => !usualNames.has(word)));
    reserved.set(dialect, words);
  }
  return words;
}

const begins = ['SELECT', 'WITH', 'EXPLAIN'];
const phrases = [
  'SELECT', 'SELECT DISTINCT', 'FROM', 'WHERE', 'GROUP BY', 'HAVING', 'ORDER BY', 'JOIN', 'INNER JOIN',
  'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'CROSS JOIN', 'ON', 'USING', 'AS', 'AND', 'OR', 'NOT', 'IN', 'EXISTS',
  'BETWEEN', 'LIKE', 'IS NULL', 'IS NOT NULL', 'CASE', 'WHEN', 'THEN', 'ELSE', 'END', 'NULL', 'DISTINCT', 'ASC',
  'DESC', 'UNION', 'UNION ALL', 'WITH', 'OVER', 'PARTITION BY', 'CAST', 'NULLS FIRST', 'NULLS LAST',
]; // prettier-ignore
const own: Readonly<Record<Dialect, readonly string[]>> = {
  postgresql: ['LIMIT', 'OFFSET', 'ILIKE', 'SIMILAR TO', 'LATERAL', 'FILTER', 'RETURNING', 'INTERVAL', 'EXCEPT', 'INTERSECT', 'SHOW', 'TABLE', 'VALUES', 'WITHIN GROUP', 'FETCH FIRST', 'TRUE', 'FALSE', 'AT TIME ZONE', 'EXPLAIN'],
  mysql: ['LIMIT', 'OFFSET', 'STRAIGHT_JOIN', 'REGEXP', 'RLIKE', 'INTERVAL', 'SHOW', 'DESCRIBE', 'EXCEPT', 'INTERSECT', 'USE INDEX', 'FORCE INDEX', 'SEPARATOR', 'TRUE', 'FALSE', 'EXPLAIN'],
  oracle: ['MINUS', 'INTERSECT', 'CONNECT BY', 'START WITH', 'PRIOR', 'ROWNUM', 'LEVEL', 'SYSDATE', 'SYSTIMESTAMP', 'FETCH FIRST', 'ROWS ONLY', 'PIVOT', 'UNPIVOT', 'DUAL', 'ROWID', 'SIBLINGS', 'NOCYCLE', 'LISTAGG', 'WITHIN GROUP'],
  sqlserver: ['TOP', 'OFFSET', 'FETCH NEXT', 'CROSS APPLY', 'OUTER APPLY', 'EXCEPT', 'INTERSECT', 'PIVOT', 'UNPIVOT', 'FOR XML PATH', 'OPTION', 'ROWS ONLY', 'WITHIN GROUP'],
  hana: ['LIMIT', 'OFFSET', 'TOP', 'MINUS', 'EXCEPT', 'INTERSECT', 'DUMMY', 'CONTAINS', 'LIKE_REGEXPR', 'TRUE', 'FALSE'],
  sqlite: ['LIMIT', 'OFFSET', 'GLOB', 'EXCEPT', 'INTERSECT', 'COLLATE', 'INDEXED BY', 'VALUES', 'EXPLAIN QUERY PLAN', 'TRUE', 'FALSE'],
}; // prettier-ignore

/** Words that a reading statement has: those it may begin with, and all others. */
export function keywordsOf(dialect: Dialect): {
  begins: readonly string[];
  within: readonly string[];
} {
  return {
    begins: [
      ...begins,
      ...own[dialect].filter((word) => /^(?:SHOW|DESCRIBE|VALUES|TABLE|EXPLAIN)/.test(word)),
    ],
    within: [...phrases, ...own[dialect]],
  };
}

/** What looks like a function, and PostgreSQL's grammar reads as syntax (manual, 9.18 and appendix C). */
const grammarFunctions = ['coalesce', 'nullif', 'greatest', 'least', 'extract', 'cast', 'grouping'];

/** Names of functions a reading statement may call: what the guard refuses is not offered. */
export function functionsOf(dialect: Dialect): Iterable<string> {
  return dialect === 'postgresql'
    ? [...allowedFunctions(dialect), ...grammarFunctions]
    : allowedFunctions(dialect);
}
