import type { Dialect } from '../../../contract/dialects';
import type { PlannedStatement, WriteFlag } from '../../../contract/query-write';
import { judge, placeAt, type JudgeOptions } from '../guard/index';
import { lexicalRules } from '../guard/lexical-rules';
import { tokens, type Token } from '../guard/lexer';
import { unreadableCharacter } from '../guard/characters';
import { statementRanges } from '../schema/split';
import { reachOf } from './reach';

/** Words after which more words still belong to the verb, e.g. `CREATE UNIQUE INDEX`. */
const twoWordVerbs = /^(?:CREATE|ALTER|DROP|TRUNCATE|COMMENT|REFRESH|REINDEX|LOCK)$/;
const objectWords =
  /^(?:TABLE|INDEX|VIEW|SEQUENCE|SCHEMA|DATABASE|USER|ROLE|LOGIN|TABLESPACE|TYPE|DOMAIN|EXTENSION|SYNONYM|STATISTICS|POLICY|RULE|TRIGGER|FUNCTION|PROCEDURE|PACKAGE|EVENT|SYSTEM|SESSION|LINK|ON)$/;

/** Begin and end of a transaction are the buttons' work. */
const transactionWords =
  /^(?:BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|ABORT|END|PREPARE|DISCARD|SAVE|XA)$/;

/** Text of several statements that `;` cuts wrongly; PostgreSQL's are one string. */
const storedCode = /^(?:PROCEDURE|FUNCTION|TRIGGER|PACKAGE|EVENT)$/;

/** What may begin a statement; a bare word is a procedure's name to SQL Server. */
const verbs =
  /^(?:INSERT|UPDATE|DELETE|MERGE|REPLACE|UPSERT|WITH|CREATE|ALTER|DROP|TRUNCATE|RENAME|COMMENT|GRANT|REVOKE|DENY|CALL|EXEC|EXECUTE|DO|SELECT|VALUES|TABLE|SHOW|EXPLAIN|DESCRIBE|ANALYZE|ANALYSE|REFRESH|REINDEX|LOCK|UNLOCK|OPTIMIZE|REPAIR|CHECK|FLUSH|KILL|PURGE|FLASHBACK|VACUUM|CLUSTER|PRAGMA|SECURITY|RECONFIGURE|DBCC|CHECKPOINT|IMPORT|INSTALL|UNINSTALL|AUDIT|NOAUDIT)$/;

/** Who one is, and what the session reads: what the guard and the audit rest on. */
const sessionWords = /^(?:SET|RESET|USE|CONNECT|SHUTDOWN)$/;

/**
 * What a server refuses inside a transaction (PostgreSQL manual, "Notes" of each command;
 * Microsoft, "Transact-SQL statements not allowed in a transaction"; SQLite, "VACUUM").
 */
const ownTransaction: Partial<Record<Dialect, RegExp>> = {
  postgresql:
    /^(?:VACUUM|CLUSTER$|ALTER SYSTEM|(?:CREATE|DROP|ALTER) (?:DATABASE|TABLESPACE)|(?:CREATE|DROP) INDEX CONCURRENTLY|REINDEX (?:SYSTEM|DATABASE|CONCURRENTLY)|(?:CREATE|DROP|ALTER) SUBSCRIPTION)/,
  sqlserver: /^(?:ALTER|CREATE|DROP) (?:DATABASE|FULLTEXT)|^(?:KILL|RECONFIGURE|DBCC|CHECKPOINT)\b/,
  sqlite: /^VACUUM/,
};

/**
 * Dialects whose servers commit before and after a change of structure (MySQL manual, "Statements
 * That Cause an Implicit Commit"; Oracle SQL Language Reference, "Types of SQL Statements";
 * SAP HANA SQL Reference, "SET TRANSACTION AUTOCOMMIT DDL", whose default is ON).
 */
const commitsStructure: ReadonlySet<Dialect> = new Set(['mysql', 'oracle', 'hana']);
const structureWords =
  /^(?:CREATE|ALTER|DROP|TRUNCATE|RENAME|GRANT|REVOKE|COMMENT|ANALYZE|OPTIMIZE|REPAIR|CHECK|FLUSH|LOCK|UNLOCK|AUDIT|NOAUDIT|PURGE|FLASHBACK|INSTALL|UNINSTALL|CHANGE|RESET|CACHE|IMPORT)$/;

/** The statements of a script and what each of them does; nothing is sent. */
export async function planWrite(
  dialect: Dialect,
  script: string,
  options: JudgeOptions = {},
): Promise<PlannedStatement[]> {
  const planned: PlannedStatement[] = [];
  for (const { start, end } of statementRanges(dialect, script)) {
    const sql = script.slice(start, end);
    const { verdict, statement } = await judge(dialect, sql, options);
    const reads = verdict.verdict === 'read';
    const parts = tokens(sql, lexicalRules[dialect]);
    const words = parts.filter(({ kind }) => kind === 'word').map(({ text }) => text.toUpperCase());
    const verb = verbOf(words, parts);
    const shape = reads ? null : refusalOf(dialect, sql, parts, words, verb);
    const reach = reads || shape === 'unterminated' ? null : await reachOf(dialect, sql, parts);
    const beyond = reach?.refusal ?? null;
    // What it reaches says more than that its verb is not known.
    const reason = shape === null || shape === 'not-understood' ? (beyond?.reason ?? shape) : shape;
    const named = reason === beyond?.reason ? beyond.name : verb;
    const place = placeAt(script, start);
    planned.push({
      sql,
      place,
      verb,
      reads,
      flags: reads ? [] : flagsOf(dialect, parts, words, verb, reach?.calls === true),
      refusal: reason === null ? null : { reason, params: { verb: named }, place },
      parameters: statement.parameters,
    });
  }
  return planned;
}

function verbOf(words: readonly string[], parts: readonly Token[]): string {
  const [first = '', ...rest] = words;
  if (first === 'WITH') return mainVerb(parts);
  if (!twoWordVerbs.test(first)) return first;
  const object = rest.slice(0, 4).find((word) => objectWords.test(word));
  const concurrently = rest.slice(0, 4).includes('CONCURRENTLY') ? ' CONCURRENTLY' : '';
  return object === undefined ? first : `${first} ${object}${concurrently}`;
}

/** The verb behind the common table expressions. */
function mainVerb(parts: readonly Token[]): string {
  let depth = 0;
  for (const { kind, text } of parts) {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    const word = kind === 'word' && depth === 0 ? text.toUpperCase() : '';
    if (/^(?:SELECT|INSERT|UPDATE|DELETE|MERGE|REPLACE|UPSERT)$/.test(word)) return word;
  }
  return 'WITH';
}

function refusalOf(
  dialect: Dialect,
  sql: string,
  parts: readonly Token[],
  words: readonly string[],
  verb: string,
): string | null {
  const [first = '', second = ''] = words;
  if (unreadableCharacter(sql) !== null) return 'unreadable-character';
  if (parts.some(({ fault }) => fault !== null)) return 'unterminated';
  if (parts.some(({ kind }) => kind === 'executable')) return 'executable-comment';
  if (parts.some(({ kind }) => kind === 'placeholder')) return 'positional-parameter';
  if (parts[0]?.kind !== 'word') return 'not-understood';
  const block =
    first === 'DECLARE' ||
    (first === 'DO' && dialect === 'postgresql') ||
    (first === 'BEGIN' && !/^(?:|TRAN|TRANSACTION|WORK)$/.test(second));
  const stored =
    dialect !== 'postgresql' &&
    /^(?:CREATE|ALTER) /.test(verb) &&
    storedCode.test(verb.split(' ')[1] ?? '');
  if (block || stored) return 'block';
  // Text that is executed, e.g. `EXECUTE IMMEDIATE 'COMMIT'`, `EXEC ('…')`.
  const executed = first === 'EXECUTE' || first === 'EXEC';
  if (
    executed &&
    (dialect !== 'sqlserver' || words.includes('SP_EXECUTESQL') || parts[1]?.text === '(')
  )
    return 'block';
  if (transactionWords.test(first)) return 'transaction';
  if (sessionWords.test(first)) return 'session';
  if (!verbs.test(first)) return 'not-understood';
  if (ownTransaction[dialect]?.test(verb)) return 'own-transaction';
  // SQL Server needs nothing between two statements: what looks like one may be several.
  if (dialect === 'sqlserver' && hidesAnother(parts, first)) return 'several';
  return null;
}

const changes = /^(?:INSERT|UPDATE|DELETE|MERGE)$/;

/** Whether a verb stands where it can only begin another statement. */
function hidesAnother(parts: readonly Token[], first: string): boolean {
  if (/^(?:GRANT|REVOKE|DENY|ALTER|EXEC|EXECUTE)$/.test(first))
    return parts
      .slice(1)
      .some(
        ({ kind, text }) =>
          kind === 'word' &&
          /^(?:EXEC|EXECUTE|TRUNCATE|MERGE|COMMIT|ROLLBACK|SHUTDOWN|REVERT|KILL|DBCC|USE)$/i.test(
            text,
          ),
      );
  let depth = 0;
  let before = '';
  let filled = false;
  let sets = 0;
  // What is written: of a WITH, the statement after its queries.
  let verb = first;
  for (const { kind, text } of parts.slice(1)) {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    const word = text.toUpperCase();
    const begins =
      /^(?:INSERT|UPDATE|DELETE|MERGE|EXEC|EXECUTE|DROP|TRUNCATE|CREATE|ALTER|GRANT|DENY|REVOKE|KILL|DBCC|WAITFOR|DECLARE|IF|WHILE|PRINT|RAISERROR|THROW|COMMIT|ROLLBACK|SAVE|BEGIN|SHUTDOWN|REVERT|RECONFIGURE|USE|BACKUP|RESTORE|CHECKPOINT|GOTO|RETURN|OPEN|FETCH|CLOSE|SETUSER)$/.test(
        word,
      );
    const isMain = first === 'WITH' && verb === 'WITH' && depth === 0 && before === ')';
    if (isMain && /^(?:INSERT|UPDATE|DELETE|MERGE|SELECT)$/.test(word)) verb = word;
    // A query at the end of a change would be a second statement, which may make a table by INTO.
    else if (kind === 'word' && depth === 0 && word === 'SELECT' && changes.test(verb)) {
      const continues = /^(?:UNION|ALL|EXCEPT|INTERSECT)$/.test(before) || !filled;
      if (verb !== 'INSERT' || !continues) return true;
    }
    if (depth === 0 && /^(?:VALUES|SELECT)$/.test(word)) filled = true;
    const source = first === 'INSERT' && word.startsWith('EXEC') && !filled;
    const belongs = /^(?:THEN|ON|FOR|AS)$/.test(before) || source;
    if (kind === 'word' && depth === 0 && begins && !belongs && !isMain) return true;
    // One SET belongs to UPDATE, and one to each branch of MERGE.
    if (kind === 'word' && depth === 0 && word === 'SET' && before !== 'UPDATE') sets += 1;
    if (sets > (first === 'UPDATE' || first === 'WITH' ? 1 : 0)) return true;
    if (kind !== 'comment') before = word;
  }
  return false;
}

function flagsOf(
  dialect: Dialect,
  parts: readonly Token[],
  words: readonly string[],
  verb: string,
  calls: boolean,
): WriteFlag[] {
  const [first = ''] = words;
  const flags: WriteFlag[] = [];
  if (touchesAll(parts)) flags.push('no-where');
  if (
    /^(?:DROP|TRUNCATE|PURGE|FLASHBACK)$/.test(first) ||
    (first === 'ALTER' && words.includes('DROP'))
  )
    flags.push('drops');
  if (commitsStructure.has(dialect) && structureWords.test(first)) flags.push('commits');
  if (calls || /^(?:CALL|EXEC|EXECUTE|DO|KILL|SELECT|VALUES|TABLE|SHOW|EXPLAIN|PRAGMA)$/.test(verb))
    flags.push('calls');
  const grants = first === 'GRANT' || first === 'REVOKE';
  if (grants || /^(?:CREATE|ALTER|DROP) (?:USER|ROLE|LOGIN|POLICY)$/.test(verb))
    flags.push('rights');
  return flags;
}

/** Whether an UPDATE or DELETE, also one inside WITH, has no WHERE of its own. */
function touchesAll(parts: readonly Token[]): boolean {
  const open: { depth: number; limited: boolean }[] = [];
  let depth = 0;
  let all = false;
  const close = (to: number): void => {
    while ((open.at(-1)?.depth ?? -1) >= to) all = !open.pop()?.limited || all;
  };
  const code = parts.filter(({ kind }) => kind !== 'comment' && kind !== 'hint');
  for (const [index, { kind, text }] of code.entries()) {
    if (text === '(') depth += 1;
    if (text === ')') {
      close(depth);
      depth -= 1;
    }
    if (kind !== 'word') continue;
    const word = text.toUpperCase();
    const before = code[index - 1]?.text;
    // `ON DELETE`, `FOR UPDATE`, `THEN DELETE` and `KEY UPDATE` are parts of others.
    const begins = before === undefined || before === '(' || before === ')';
    if ((word === 'UPDATE' || word === 'DELETE') && begins) open.push({ depth, limited: false });
    const innermost = open.at(-1);
    if (word === 'WHERE' && innermost?.depth === depth) innermost.limited = true;
  }
  close(0);
  return all;
}
