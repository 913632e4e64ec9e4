import { words } from './judgement';
import { tokens } from './lexer';
import { lexicalRules } from './lexical-rules';
import { bareName, TokenStream } from './stream';

/** What the text of a view or a stored function leads to (MySQL and kin). */
export interface StoredCode {
  /** What in it acts outside a transaction that only reads, or holds the server; null when nothing does. */
  acts: string | null;
  /** Functions and procedures that it calls, each as a path; a built-in one may be among them. */
  calls: string[][];
  /** Those of `calls` that no server has built in, by the way the server writes a view. */
  stored: string[][];
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

const beforeRelation = /^(?:FROM|JOIN|STRAIGHT_JOIN|TABLE|OJ)$/;
const endsFrom = /^(?:SELECT|WHERE|ON|GROUP|ORDER|HAVING|LIMIT|SET|UNION|WINDOW|INTO)$/;

/** Reads the server's text of a view, or the body of a stored function, by its words. */
export function readStoredCode(text: string): StoredCode {
  const stream = new TokenStream(tokens(text, lexicalRules.mysql));
  const code: StoredCode = { acts: null, calls: [], stored: [], relations: [] };
  let inFrom = false;
  for (const [index, token] of stream.tokens.entries()) {
    const word = stream.is(index - 1, '.') ? '' : stream.word(index);
    if (word === 'FROM') inFrom = true;
    else if (endsFrom.test(word)) inFrom = false;
    if (token.kind === 'executable' || acting.has(word) || setsGlobal(stream, index))
      code.acts ??= token.text.slice(0, 40);
    if (!stream.isName(index) || stream.is(index + 1, '.')) continue;
    const begin = stream.beginOfPath(index);
    const path = stream.tokens
      .slice(begin, index + 1)
      .filter(({ text: part }) => part !== '.')
      .map(bareName);
    if (stream.is(index + 1, '(') && !namesColumns(stream, index + 1)) {
      code.calls.push(path);
      if (token.kind === 'name') code.stored.push(path);
      if (actingFunctions.has((path.at(-1) ?? '').toUpperCase())) code.acts ??= path.join('.');
    } else if (stream.word(index - 1) === 'CALL') code.calls.push(path);
    else if (isRelation(stream, begin, inFrom)) code.relations.push(path);
  }
  return code;
}

/** `SET @@global.x = 1`: reading one does nothing. */
function setsGlobal(stream: TokenStream, index: number): boolean {
  const { kind, text = '' } = stream.at(index) ?? {};
  return (
    kind === 'variable' &&
    /^@@`?(?:global|persist)/i.test(text) &&
    (stream.word(index - 1) === 'SET' || stream.is(index - 1, ','))
  );
}

/** `WITH x (a) AS (…)`. */
function namesColumns(stream: TokenStream, open: number): boolean {
  const close = stream.closing(open);
  return close !== -1 && stream.word(close + 1) === 'AS' && stream.is(close + 2, '(');
}

function isRelation(stream: TokenStream, begin: number, inFrom: boolean): boolean {
  let before = begin - 1;
  while (stream.is(before, '(') || stream.is(before, '{')) before -= 1;
  return beforeRelation.test(stream.word(before)) || (inFrom && stream.is(before, ','));
}
