import type { FunctionList } from './functions/common';
import { functionLists, refuseFunctionNamed, type ParsedDialect } from './functions/index';
import { lockingHints, tableHints } from './hints';
import { noNames, words, type Refusal, type UsedNames } from './judgement';
import { bareName, type TokenStream } from './stream';

/**
 * What the words of a statement alone tell, before any parser has its say: the first of two
 * votes, and the one that names places. A parser may take `DELETE` for an alias where the
 * server begins another statement; here a word that cannot be a name is never taken for one.
 */

/** Words that begin or end something else than reading; all are reserved in their dialect, so no honest name is one of them. */
const beginning: Readonly<Record<ParsedDialect, ReadonlySet<string>>> = {
  mysql: words(`
    ALTER CALL CREATE DELETE DROP GRANT INSERT KILL LOAD LOCK OPTIMIZE PROCEDURE PURGE RENAME REPLACE RESIGNAL REVOKE
    SIGNAL TRIGGER UNLOCK UPDATE OUTFILE DUMPFILE`),
  oracle: words('ALTER CREATE DELETE DROP GRANT INSERT LOCK RENAME REVOKE UPDATE AUDIT NOAUDIT'),
  sqlserver: words(`
    ADD ALTER AUTHORIZATION BACKUP BEGIN BREAK BULK CHECKPOINT CLOSE COMMIT CONTINUE CREATE DBCC DEALLOCATE DECLARE
    DELETE DENY DROP DUMP EXEC EXECUTE EXIT GOTO GRANT IF INSERT KILL LINENO LOAD MERGE OPEN OPENDATASOURCE OPENQUERY
    OPENROWSET OPENXML PRINT PROC PROCEDURE RAISERROR READTEXT RECONFIGURE RESTORE RETURN REVERT REVOKE ROLLBACK SAVE
    SET SETUSER SHUTDOWN TRAN TRANSACTION TRIGGER TRUNCATE UPDATE UPDATETEXT USE WAITFOR WHILE WRITETEXT`),
  hana: words('ALTER CALL CREATE DELETE DROP GRANT INSERT REVOKE UPDATE UPSERT LOCK'),
  sqlite: words('ALTER CREATE DELETE DROP INSERT UPDATE TRANSACTION ATTACH DETACH VACUUM'),
};

/** Words that call a function of the same name when a parenthesis follows. */
const alsoFunctions = words('INSERT REPLACE TRUNCATE IF');

/** A text that makes an XML parser fetch something from elsewhere. */
const externalEntity = /<!(?:DOCTYPE|ENTITY)/i;

/** Refuses by words: other statements, INTO, locks, sequences, variables, other servers. */
export function checkWords(
  dialect: ParsedDialect,
  stream: TokenStream,
  isPlanned: boolean,
): Refusal[] {
  const refusals: Refusal[] = [];
  const refuse = (index: number, reason: string, params: Record<string, string> = {}): void => {
    refusals.push({ reason, params, offset: stream.start(index) });
  };
  for (const [index, token] of stream.tokens.entries()) {
    if (token.kind === 'executable') refuse(index, 'executable-comment');
    else if (token.kind === 'variable') checkVariable(dialect, stream, index, refuse);
    else if (token.text === ':=') refuse(index, 'assigns');
    else if (token.kind === 'string' && dialect === 'oracle' && externalEntity.test(token.text))
      refuse(index, 'remote', { name: 'DOCTYPE' });
    else if (token.kind === 'word' || token.kind === 'name')
      checkWord(dialect, stream, index, isPlanned, refuse);
  }
  return refusals;
}

type Refuse = (index: number, reason: string, params?: Record<string, string>) => void;

function checkWord(
  dialect: ParsedDialect,
  stream: TokenStream,
  index: number,
  isPlanned: boolean,
  refuse: Refuse,
): void {
  const word = stream.word(index);
  const next = stream.word(index + 1);
  const isPart = stream.is(index - 1, '.');
  const token = stream.at(index);
  if (isPart && token && dialect !== 'sqlite' && /^(?:NEXTVAL|CURRVAL)$/i.test(bareName(token)))
    return refuse(index, 'sequence');
  if (word === '' || (isPart && dialect !== 'sqlserver')) return;
  if (/^(?:NEXT|PREVIOUS)$/.test(word) && next === 'VALUE') return refuse(index, 'sequence');
  if (word === 'FOR' && /^(?:UPDATE|SHARE|BROWSE)$/.test(next)) return refuse(index, 'locks');
  if (stream.word(index - 1) === 'FOR' && word === 'UPDATE') return;
  if (word === 'LOCK' && next === 'IN') return refuse(index, 'locks');
  if (isPlanned && plannedWord(stream, index)) return;
  if (word === 'INTO') return refuse(index, 'into');
  // Locks before a table's hints had parentheses: `FROM t HOLDLOCK`. Those in parentheses are told below.
  if (dialect === 'sqlserver' && lockingHints.has(word) && stream.isName(index - 1))
    return refuse(index, 'locks');
  if (!beginning[dialect].has(word)) return;
  if (stream.is(index + 1, '(') && alsoFunctions.has(word)) return;
  // `INNER MERGE JOIN`, `OPTION (MERGE JOIN)`, `OPTION (USE HINT ('…'))`, `KEEP PLAN`.
  if (dialect === 'sqlserver' && /^(?:JOIN|UNION|HINT)$/.test(next)) return;
  if (stream.word(index - 1) === 'INTO') return;
  refuse(index, 'statement-inside', { statement: word });
}

/** The words a statement that is only planned begins with. */
function plannedWord(stream: TokenStream, index: number): boolean {
  const word = stream.word(index);
  if (index === 0 || stream.is(index - 1, ')'))
    return /^(?:INSERT|REPLACE|UPDATE|DELETE)$/.test(word);
  if (word === 'INTO') return /^(?:INSERT|REPLACE|IGNORE)$/.test(stream.word(index - 1));
  return false;
}

function checkVariable(
  dialect: ParsedDialect,
  stream: TokenStream,
  index: number,
  refuse: Refuse,
): void {
  const { text = '' } = stream.at(index) ?? {};
  if (dialect === 'mysql') return;
  const sets =
    (stream.word(index - 1) === 'SELECT' || stream.is(index - 1, ',')) && stream.is(index + 1, '=');
  if (dialect === 'sqlserver' && text.startsWith('@@') && !sets) return;
  // `orders@production` of Oracle; variables of a batch elsewhere.
  if (dialect === 'oracle') refuse(index, 'remote', { name: text });
  else refuse(index, 'variable', { name: text });
}

/** Refuses what stands before a parenthesis and is neither a listed function nor syntax. */
export function checkCalls(
  dialect: ParsedDialect,
  stream: TokenStream,
  used: UsedNames = noNames(),
): Refusal[] {
  const list = functionLists[dialect];
  const refusals: Refusal[] = [];
  for (let index = 1; index < stream.length; index += 1) {
    if (!stream.is(index, '(')) continue;
    const name = index - 1;
    if (!stream.isName(name)) continue;
    const begin = stream.beginOfPath(name);
    if (begin === name && list.syntax.has(stream.word(name)) && !isCalled(stream, name)) continue;
    if (namesColumns(stream, begin, index)) continue;
    if (dialect === 'hana' && isPlaceholder(stream, index)) continue;
    if (dialect === 'sqlserver' && isOldHint(stream, index)) {
      refusals.push(...lockingHintsIn(stream, index));
      continue;
    }
    const path = stream.tokens
      .slice(begin, index)
      .filter(({ kind }) => kind !== 'symbol')
      .map((token) => ({ text: bareName(token), quoted: token.kind === 'name' }));
    const reason =
      (dialect === 'oracle' ? refuseXml(stream, path.at(-1)?.text ?? '', index) : null) ??
      (dialect === 'sqlserver' ? refuseMethod(list, stream, path, index) : null) ??
      refuseFunctionNamed(list, path, stream.is(begin - 1, '.'));
    if (reason === null) {
      if (path.length === 1) used.functions.add(path[0]?.text ?? '');
      if (dialect === 'oracle' && (path.length > 1 || newer.test(folded(path))))
        used.names.add(folded(path));
      if (dialect === 'hana' && path.length > 1) used.names.add(folded(path));
      // What reads as a method may be a function of a schema: `sales.query('x')`.
      const called = path.map(({ text }) => text.toUpperCase());
      if (dialect === 'sqlserver' && called.length > 1 && !list.dotted.has(called.join('.')))
        used.names.add(called.join('.'));
    } else {
      const text = path.map((part) => part.text).join('.');
      refusals.push({ reason, params: { name: text }, offset: stream.start(begin) });
    }
  }
  return refusals;
}

/** Values for the variables of a calculation view: `view ('PLACEHOLDER' = ('$$x$$', '1'))`. */
export function isPlaceholder(stream: TokenStream, open: number): boolean {
  return stream.at(open + 1)?.text === "'PLACEHOLDER'" && stream.is(open + 2, '=');
}

/** Functions that came with Oracle 11 or later: an older server looks for one of a user. */
const newer =
  /^(?:ANY_VALUE|APPROX_\w+|BIT(?:AND|OR)_AGG|CHECKSUM|COLLATION|JSON_\w+|(?:KURTOSIS|SKEWNESS)_\w+|LISTAGG|NTH_VALUE|ORA_DST_\w+|REGEXP_COUNT|ROUND_TIES_TO_EVEN|STANDARD_HASH|TO_BLOB|VALIDATE_CONVERSION)$/;

/** As Oracle folds names; a part that holds a dot itself stands in quotes. */
export function folded(path: readonly { text: string; quoted: boolean }[]): string {
  const parts = path.map(({ text, quoted }) => (quoted ? text : text.toUpperCase()));
  return parts.map((text) => (text.includes('.') ? `"${text}"` : text)).join('.');
}

/** Schemas whose functions are functions, whatever they are called. */
const schemas = /^(?:DBO|SYS|GUEST|INFORMATION_SCHEMA|DB_OWNER)$/i;

/** `column.value('(/a)[1]', 'int')` takes nothing but texts; `dbo.value(1)` is a function of a user. */
function refuseMethod(
  { methods, dotted }: FunctionList,
  stream: TokenStream,
  path: readonly { text: string; quoted: boolean }[],
  open: number,
): string | null {
  const last = path.at(-1);
  const name = path.map(({ text }) => text.toUpperCase()).join('.');
  if (!last || path.length < 2 || dotted.has(name) || !methods.has(last.text.toUpperCase()))
    return null;
  const close = stream.closing(open);
  const isXml = /^(?:VALUE|QUERY|EXIST|NODES)$/i.test(last.text);
  let texts = true;
  for (let index = open + 1; index < close; index += 1)
    if (stream.at(index)?.kind !== 'string' && !stream.is(index, ',')) texts = false;
  const isMethod = !last.quoted && !schemas.test(path[0]?.text ?? '') && (!isXml || texts);
  return isMethod ? null : 'function-not-allowed';
}

/** XML made of a text may name a place elsewhere, which the server's parser fetches: only columns are taken. */
function refuseXml(stream: TokenStream, name: string, open: number): string | null {
  if (!/^(?:XMLTYPE|XMLPARSE)$/i.test(name)) return null;
  const close = stream.closing(open);
  for (let index = open + 1; index < close; index += 1)
    if (!stream.isName(index) && !stream.is(index, '.')) return 'remote';
  return null;
}

/** A keyword that is a function, too, where it stands as one. */
function isCalled(stream: TokenStream, name: number): boolean {
  return stream.is(name - 1, '.');
}

/** `WITH x (a) AS (…)`, `(…) AS x (a)`, `(…) x (a)`, `INTO t (a)`: names of columns, no call. */
function namesColumns(stream: TokenStream, begin: number, open: number): boolean {
  const close = stream.closing(open);
  if (close === -1 || !onlyNames(stream, open, close)) return false;
  const before = stream.word(begin - 1);
  if (before === 'AS' || before === 'INTO') return true;
  if (stream.is(begin - 1, ')')) return true;
  return stream.word(close + 1) === 'AS' && stream.is(close + 2, '(');
}

function onlyNames(stream: TokenStream, open: number, close: number): boolean {
  for (let index = open + 1; index < close; index += 1) {
    const isOdd = (index - open) % 2 === 1;
    if (isOdd ? !stream.isName(index) : !stream.is(index, ',')) return false;
  }
  return true;
}

/** `FROM t (NOLOCK)`, `FROM t AS x (NOLOCK, INDEX(i))`. */
function isOldHint(stream: TokenStream, open: number): boolean {
  const word = stream.word(open + 1);
  return (
    (tableHints.has(word) || lockingHints.has(word)) &&
    (stream.is(open + 2, ')') || stream.is(open + 2, ',') || word === 'INDEX')
  );
}

/** Every hint of a list in parentheses, with WITH or without. */
export function lockingHintsIn(stream: TokenStream, open: number): Refusal[] {
  const refusals: Refusal[] = [];
  const close = stream.closing(open);
  for (let index = open + 1; index < close; index += 1) {
    if (stream.is(index, '(')) index = stream.closing(index);
    else if (stream.is(index, ',') || stream.is(index, '=')) continue;
    else if (stream.is(index - 1, '=')) continue;
    else if (!tableHints.has(stream.word(index))) {
      const reason = lockingHints.has(stream.word(index)) ? 'locks' : 'hint-not-allowed';
      const name = stream.at(index)?.text ?? '';
      refusals.push({
        reason,
        params: reason === 'locks' ? {} : { name },
        offset: stream.start(index),
      });
    }
  }
  return refusals;
}
