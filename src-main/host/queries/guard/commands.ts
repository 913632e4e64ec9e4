import { askingPragmas, tellingPragmas } from '../sqlite-pragmas';
import type { ParsedDialect } from './functions/index';
import type { TokenStream } from './stream';

/**
 * Statements that are no queries and only read: matched word by word, for the parsers know few
 * of them. Written as regular expressions over the tokens with one blank between them, where
 * `n` is a name in quotes, `s` a string, `@` a variable, `#` a number or a parameter; words are in upper case.
 */

const name = String.raw`(?:[A-Z_$\u0080-\uffff][\w$\u0080-\uffff]*|n)`;
const path = `${name}(?: \\. ${name}){0,2}`;
const from = `(?: (?:FROM|IN) ${path})*`;
/** `LIKE 'x'` or `WHERE …`: calls in it are checked as everywhere, queries in it are refused. */
const tail = String.raw`(?: LIKE s| WHERE (?!.*\bSELECT\b).+)?`;

/** `root`, `'root'@'localhost'`; the lexer takes what begins with @ for a variable. */
const account = `(?:${name}|s)(?: @)?`;

const mysql = [
  `SHOW (?:GLOBAL |SESSION |LOCAL )?(?:STATUS|VARIABLES)${tail}`,
  `SHOW (?:EXTENDED )?(?:FULL )?(?:TABLES|COLUMNS|FIELDS)${from}${tail}`,
  `SHOW (?:EXTENDED )?(?:INDEX|INDEXES|KEYS)${from}${tail}`,
  `SHOW (?:DATABASES|SCHEMAS)${tail}`,
  `SHOW (?:TABLE STATUS|OPEN TABLES|EVENTS|TRIGGERS|PACKAGE STATUS|PACKAGE BODY STATUS)${from}${tail}`,
  `SHOW (?:PROCEDURE|FUNCTION) STATUS${tail}`,
  `SHOW (?:CHARACTER SET|CHARSET|COLLATION)${tail}`,
  'SHOW (?:FULL )?PROCESSLIST',
  `SHOW CREATE (?:TABLE|VIEW|PROCEDURE|FUNCTION|TRIGGER|EVENT|SEQUENCE|PACKAGE|PACKAGE BODY|SERVER) ${path}`,
  `SHOW CREATE (?:DATABASE|SCHEMA)(?: IF NOT EXISTS)? ${path}`,
  'SHOW (?:STORAGE )?ENGINES',
  `SHOW ENGINE ${name} (?:STATUS|MUTEX|LOGS)`,
  `SHOW GRANTS(?: FOR (?:${account}(?: USING ${account}(?: , ${account})*)?|CURRENT_USER \\( \\)))?`,
  `SHOW CREATE USER (?:${account}|CURRENT_USER \\( \\))`,
  'SHOW (?:MASTER|BINARY) LOGS',
  'SHOW (?:MASTER|BINARY LOG) STATUS',
  'SHOW (?:SLAVE|REPLICA|ALL SLAVES|ALL REPLICAS) STATUS(?: FOR CHANNEL s)?',
  'SHOW (?:SLAVE|REPLICA) s STATUS',
  'SHOW (?:SLAVE HOSTS|REPLICA HOSTS|REPLICAS)',
  'SHOW (?:COUNT \\( \\* \\) )?(?:WARNINGS|ERRORS)(?: LIMIT #(?: , #)?)?',
  `SHOW (?:PLUGINS|PRIVILEGES|PROFILES|AUTHORS|CONTRIBUTORS|LOCALES)(?: SONAME s)?${tail}`,
  'SHOW PROFILE(?: (?:ALL|CPU|BLOCK IO|MEMORY|SWAPS|SOURCE|IPC)(?: ,)?)*(?: FOR QUERY #)?',
  'SHOW (?:INDEX|USER|CLIENT|TABLE)_STATISTICS',
  'SHOW EXPLAIN(?: FORMAT = JSON)? FOR #',
  'SHOW STATS_(?:META|HISTOGRAMS|HEALTHY)(?: WHERE (?!.*\\bSELECT\\b).+)?',
  `(?:DESC|DESCRIBE) (?!SELECT\\b|WITH\\b|INSERT\\b|UPDATE\\b|DELETE\\b|REPLACE\\b|EXTENDED\\b|PARTITIONS\\b|FORMAT\\b|ANALYZE\\b)${path}(?: ${name}| s)?`,
  `EXPLAIN (?!SELECT\\b|WITH\\b|INSERT\\b|UPDATE\\b|DELETE\\b|REPLACE\\b|EXTENDED\\b|PARTITIONS\\b|FORMAT\\b|ANALYZE\\b|TABLE\\b|FOR\\b)${path}`,
  `(?:EXPLAIN|DESC|DESCRIBE)(?: FORMAT = ${name})? FOR CONNECTION #`,
  `TABLE ${path}(?: ORDER BY ${path}(?: ASC| DESC)?(?: , ${path}(?: ASC| DESC)?)*)?(?: LIMIT #(?: (?:,|OFFSET) #)?)?`,
  'HELP s',
];

const anyOf = (names: readonly string[]): string => names.join('|').toUpperCase();
const sqlite = [
  `PRAGMA (?:${name} \\. )?(?:${anyOf(tellingPragmas)})`,
  `PRAGMA (?:${name} \\. )?(?:${anyOf(askingPragmas)})(?: \\( (?:${name}|s|#) \\))?`,
];

const commands: Partial<Record<ParsedDialect, readonly RegExp[]>> = {
  mysql: mysql.map((pattern) => new RegExp(`^${pattern}$`)),
  sqlite: sqlite.map((pattern) => new RegExp(`^${pattern}$`)),
};

/** EXPLAIN and what may stand before the statement it plans. */
const explaining: Partial<Record<ParsedDialect, RegExp>> = {
  mysql: new RegExp(
    `^(?:EXPLAIN|DESC|DESCRIBE)(?: EXTENDED| PARTITIONS| FORMAT = (?:${name}|s))*(?= (?:SELECT|WITH|INSERT|UPDATE|DELETE|REPLACE|\\())`,
  ),
  sqlite: /^EXPLAIN(?: QUERY PLAN)?(?= (?:SELECT|WITH|VALUES|INSERT|UPDATE|DELETE|REPLACE))/,
};

/** What a statement is by its words. */
export type Form =
  | { kind: 'query'; from: number; planned: boolean }
  | { kind: 'command' }
  | {
      kind: 'refused';
      reason: string;
      params: Record<string, string>;
      /** A block of code: its semicolons separate no statements. */
      isBlock: boolean;
    };

/** Tells a query from a command, and both from everything else; `from` is the token where the query begins. */
export function formOf(dialect: ParsedDialect, stream: TokenStream): Form {
  const first = stream.word(0);
  if (first === 'WITH' && /^(?:FUNCTION|PROCEDURE)$/.test(stream.word(1)) && stream.isName(2))
    return refused('not-reading', { statement: `WITH ${stream.word(1)}` }, true);
  if (first === 'SELECT' || first === 'WITH' || first === 'VALUES' || stream.is(0, '('))
    return { kind: 'query', from: 0, planned: false };
  const words = written(stream);
  const explained = explaining[dialect]?.exec(words)?.[0];
  if (explained !== undefined)
    return { kind: 'query', from: explained.split(' ').length, planned: true };
  if (commands[dialect]?.some((pattern) => pattern.test(words))) return { kind: 'command' };
  if (
    /^(?:EXPLAIN|DESC|DESCRIBE) ANALYZE\b/.test(words) ||
    /^ANALYZE (?!TABLE|LOCAL|NO_)/.test(words)
  )
    return refused('explain-analyze');
  if (/^EXPLAIN PLAN\b/.test(words)) return refused('explain-writes');
  if (/^(?:SHOW|DESC|DESCRIBE|EXPLAIN|PRAGMA|HELP)$/.test(first) && dialect !== 'sqlserver')
    return refused('command-not-allowed', { statement: shortened(words) });
  const isBlock = /^(?:BEGIN|DECLARE|DO)$/.test(first);
  return refused('not-reading', { statement: statementName(stream) }, isBlock);
}

function refused(reason: string, params: Record<string, string> = {}, isBlock = false): Form {
  return { kind: 'refused', reason, params, isBlock };
}

function written(stream: TokenStream): string {
  return stream.tokens
    .map(({ kind, text }) => {
      if (kind === 'word') return text.toUpperCase();
      if (kind === 'name') return 'n';
      if (kind === 'string') return 's';
      if (kind === 'variable') return '@';
      return kind === 'number' || kind === 'parameter' ? '#' : text;
    })
    .join(' ');
}

function shortened(words: string): string {
  return words.split(' ').slice(0, 4).join(' ');
}

const twoWords = /^(?:ALTER|CREATE|DROP|LOCK|FLUSH|RESET|PURGE|START|STOP|SET|CHANGE|OPTIMIZE)$/;

function statementName(stream: TokenStream): string {
  const first = stream.word(0) || (stream.at(0)?.text ?? '').slice(0, 40);
  return twoWords.test(first) && stream.word(1) !== '' ? `${first} ${stream.word(1)}` : first;
}
