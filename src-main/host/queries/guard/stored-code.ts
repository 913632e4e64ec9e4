import { words } from './judgement';
import { tokens } from './lexer';
import { lexicalRules } from './lexical-rules';
import { bareName, TokenStream } from './stream';

/** What the text of a view or a stored function leads to (MySQL and kin). */
export interface StoredCode {
  /** What in it acts outside a transaction that only reads, or holds the server; null when nothing does. */
  acts: string | null;
  /** Stored functions and procedures that it calls, each as a path. */
  calls: string[][];
  /** Tables and views that it reads, each as a path. */
  relations: string[][];
}

/**
 * Words of statements that a stored function may run although the transaction only reads: files,
 * settings of the server, its sessions, replication and accounts. Tables that no transaction guards
 * (MyISAM, Aria) the server keeps from being written itself; temporary ones may be any engine's.
 */
const acting = words(`
  OUTFILE DUMPFILE GLOBAL PERSIST PERSIST_ONLY KILL SHUTDOWN PURGE INSTALL UNINSTALL SONAME CREATE BINLOG GRANT REVOKE
  SLAVE REPLICA MASTER EXECUTE PREPARE FLUSH`);

/** Built-in functions that hold the server or others, and those of lib_mysqludf_sys. */
const actingFunctions = words(`
  SLEEP BENCHMARK GET_LOCK RELEASE_LOCK RELEASE_ALL_LOCKS MASTER_POS_WAIT SOURCE_POS_WAIT MASTER_GTID_WAIT
  WAIT_FOR_EXECUTED_GTID_SET WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS ASYNCHRONOUS_CONNECTION_FAILOVER_ADD_SOURCE
  GROUP_REPLICATION_SWITCH_TO_SINGLE_PRIMARY_MODE GROUP_REPLICATION_SWITCH_TO_MULTI_PRIMARY_MODE
  GROUP_REPLICATION_SET_AS_PRIMARY SYS_EXEC SYS_EVAL SYS_SET`);

/** Reserved words of most bodies: no name without quotes is one of them. */
const plainWords = words(`
  AND AS ASC BEGIN BETWEEN BIGINT BY CASE CHAR CONDITION CURSOR DECIMAL DECLARE DEFAULT DESC DISTINCT DOUBLE ELSE ELSEIF
  END EXISTS FALSE FETCH FLOAT FOR FROM GROUP HAVING IF IN INSERT INT INTEGER INTO IS ITERATE JOIN LEAVE LEFT LIKE LIMIT
  LOOP NOT NULL NUMERIC ON OR ORDER REPEAT RETURN SELECT SET SMALLINT SQL THEN TINYINT TRUE UNION UNTIL UPDATE VALUES
  VARCHAR WHEN WHERE WHILE WITH`);

const beforeRelation = /^(?:FROM|JOIN|STRAIGHT_JOIN)$/;
const endsFrom = /^(?:SELECT|WHERE|ON|GROUP|ORDER|HAVING|LIMIT|UNION|WINDOW)$/;

/** Reads a view in the server's own words: it writes what is stored in quotes, and what is built in without. */
export function readView(text: string): StoredCode {
  const stream = new TokenStream(tokens(text, lexicalRules.mysql));
  const code: StoredCode = { acts: null, calls: [], relations: [] };
  let inFrom = false;
  for (const [index, token] of stream.tokens.entries()) {
    const word = stream.is(index - 1, '.') ? '' : stream.word(index);
    if (word === 'FROM') inFrom = true;
    else if (endsFrom.test(word)) inFrom = false;
    if (!stream.isName(index) || stream.is(index + 1, '.')) continue;
    const begin = stream.beginOfPath(index);
    const path = stream.tokens
      .slice(begin, index + 1)
      .filter(({ text: part }) => part !== '.')
      .map(bareName);
    if (stream.is(index + 1, '(') && !namesColumns(stream, index + 1)) {
      if (token.kind === 'name') code.calls.push(path);
      else if (actingFunctions.has(word)) code.acts ??= token.text;
    } else if (isRelation(stream, begin, inFrom)) code.relations.push(path);
  }
  return code;
}

/** `WITH x (a) AS (…)`. */
function namesColumns(stream: TokenStream, open: number): boolean {
  const close = stream.closing(open);
  return close !== -1 && stream.word(close + 1) === 'AS' && stream.is(close + 2, '(');
}

function isRelation(stream: TokenStream, begin: number, inFrom: boolean): boolean {
  let before = begin - 1;
  while (stream.is(before, '(')) before -= 1;
  return beforeRelation.test(stream.word(before)) || (inFrom && stream.is(before, ','));
}

const bodyWord = /[\p{L}\p{N}_$]+/gu;
const bodyPath = /([\p{L}\p{N}_$]+|`[^`]+`)\s*\.\s*([\p{L}\p{N}_$]+|`[^`]+`)/gu;
const setsGlobal = /(?:\bset|,|\*\/)\s*(@@\s*`?(?:global|persist)\w*)/i;
/** The longest name there is. */
const longestName = 64;

/**
 * Reads the body of a stored function by all of its words, as if each might be a name. Where its
 * strings end cannot be told: the server gives the text without its escapes, and its SQL mode apart.
 */
export function readBody(text: string): StoredCode {
  const names = new Set<string>();
  let acts = setsGlobal.exec(text)?.[1] ?? (text.includes('``') ? '``' : null);
  for (const [word] of text.matchAll(bodyWord)) {
    const upper = word.toUpperCase();
    if (acting.has(upper) || actingFunctions.has(upper)) acts ??= word;
    if (!plainWords.has(upper) && !/^\d+$/.test(word)) names.add(word);
  }
  for (const quote of ['`', '"'])
    for (const piece of text.split(quote).slice(1, -1))
      if (piece !== '' && piece.length <= longestName) names.add(piece);
  const paths = [...names].map((name) => [name]);
  for (const [, schema = '', name = ''] of text.matchAll(bodyPath))
    paths.push([schema.replaceAll('`', ''), name.replaceAll('`', '')]);
  return { acts, calls: paths, relations: paths };
}
