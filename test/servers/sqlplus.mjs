/**
 * A stand-in for Oracle's sqlplus 11.2, written after its manual, because no such program can be
 * had here. It is strict: an option, a command or a line that the program does not take ends it
 * with a complaint, as does PL/SQL whose blocks do not close. It knows no SQL: what a statement
 * gives stands in `script.json` of its ORACLE_HOME, and what it was told goes into `told.jsonl`.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const home = process.env.STAND_IN_HOME;
const script = JSON.parse(readFileSync(`${home}/script.json`, 'utf8'));
const note = (entry) => appendFileSync(`${home}/told.jsonl`, `${JSON.stringify(entry)}\n`);
const say = (line) => process.stdout.write(`${line}\n`);
const refuse = (what) => {
  note({ violation: what });
  say(`SP2-0734: ${what}`);
  process.exit(1);
};

note({ pid: process.pid, words: process.argv.slice(2), home: process.env.ORACLE_HOME });
if (process.argv.slice(2).join(' ') !== '-S -L -R 3 /nolog') refuse('other arguments');
if (process.env.NLS_LANG !== 'AMERICAN_AMERICA.AL32UTF8') refuse('NLS_LANG');
if ('SQLPATH' in process.env) refuse('SQLPATH');

const systemVariables =
  /^SET (?:DEFINE OFF|ECHO OFF|FEEDBACK OFF|VERIFY OFF|TIMING OFF|AUTOCOMMIT OFF|AUTOPRINT OFF|AUTOTRACE OFF|PAGESIZE 0|LINESIZE 32767|TRIMOUT ON|TAB OFF|SQLBLANKLINES ON|SERVEROUTPUT ON SIZE UNLIMITED FORMAT WRAPPED)$/;

let connected = false;
let exitOnError = false;
let variable = false;
let cursor = null;
let block = null;
let interrupt = null;

const unhex = (text) => Buffer.from(text, 'hex').toString();
const hex = (text) => Buffer.from(text).toString('hex').toUpperCase();
const texts = (code) =>
  [...code.matchAll(/u\('([0-9A-F]*)'\)/g)].map(([, part]) => unhex(part)).join('');

/** IF, LOOP, BEGIN, brackets and quotes that do not close. */
function checkStructure(code) {
  const bare = code.replace(/'(?:[^']|'')*'/g, 'Q');
  if (bare.includes("'")) refuse('a quote that does not close');
  const count = (pattern) => (bare.match(pattern) ?? []).length;
  if (count(/\(/g) !== count(/\)/g)) refuse('brackets');
  const pairs = [
    ['IF', count(/(?<!END )\bIF\b/g), count(/\bEND IF\b/g)],
    ['LOOP', count(/(?<!END )\bLOOP\b/g), count(/\bEND LOOP\b/g)],
    ['BEGIN', count(/\bBEGIN\b/g), count(/\bEND\b(?! IF| LOOP)/g)],
  ];
  for (const [word, opened, closed] of pairs)
    if (opened !== closed) refuse(`${word} ${opened}:${closed}`);
}

function fail({ code, message, position = 0 }) {
  say(
    `fb:X:${code}:${position}:${hex(`ORA-${String(Math.abs(code)).padStart(5, '0')}: ${message}`)}`,
  );
}

/** Pieces as the block asks for them: 4,000 characters, 16,000 bytes. */
function pieces(parts, form) {
  parts.forEach((part, at) => say(`fb:${at === parts.length - 1 ? 'V' : 'P'}:${form(part)}`));
}

function cut(text, size) {
  const parts = [];
  for (let at = 0; at < text.length; at += size) parts.push(text.slice(at, at + size));
  return parts.length === 0 ? [''] : parts;
}

function cell(value, [type], most) {
  if (value === null) return say('fb:N');
  if ([24, 102, 109, 111, 114].includes(type)) return say('fb:U');
  if (type === 113) {
    const bytes = Buffer.from(value, 'hex');
    if (bytes.length > most.bytes) say(`fb:L:${bytes.length}`);
    return pieces(
      cut(bytes.subarray(0, most.bytes).toString('hex').toUpperCase(), 32_000),
      (part) => part,
    );
  }
  if (type === 112) {
    if (value.length > most.characters) say(`fb:L:${value.length}`);
    return pieces(cut(value.slice(0, most.characters), 4_000), hex);
  }
  return pieces(cut(value, 4_000), hex);
}

/** Pieces of one cell of the row that was fetched last, until the block has said enough. */
function piecesOf(code, column, from) {
  if (!cursor?.last) return fail({ code: -1002, message: 'fetch out of sequence' });
  const type = cursor.columns[column][0];
  const value = cursor.last[column];
  const long = code.includes('COLUMN_VALUE_LONG');
  const declared = { 8: 'v', 112: 'l', 113: 'b' }[type];
  if (!code.includes(long ? 'p - 1, v, n)' : `COLUMN_VALUE(:fb_cursor, i, ${declared})`))
    return fail({ code: -6562, message: 'type of out argument must match type of column' });
  const size = Number(/^p := p \+ (\d+);$/m.exec(code)[1]);
  const most = Number(/^WHILE p <= m AND z < (\d+) LOOP$/m.exec(code)[1]);
  const unit = type === 113 ? 2 : 1;
  let said = 0;
  let at = from;
  for (; (at - 1) * unit < value.length && said < most; at += size) {
    const piece = value.slice((at - 1) * unit, (at - 1 + size) * unit);
    const text = type === 113 ? piece : hex(piece);
    said += text.length + 2;
    say(`fb:P:${text}`);
  }
  say(`fb:B:${at}:${(at - 1) * unit >= value.length ? 1 : 0}`);
}

function* rowsOf(answer) {
  if (answer.endless)
    for (let row = 0; ; row++) yield answer.rows[0].map((each) => each.replace('#', row));
  yield* answer.rows ?? [];
}

async function run(code) {
  if (!connected) return say('SP2-0640: Not connected');
  checkStructure(code);
  if (!code.includes(':fb_cursor')) return refuse('a block without the cursor');
  if (!variable) return say('SP2-0552: Bind variable "FB_CURSOR" not declared.');
  const statement = [...code.matchAll(/^s := s \|\| (u\('[0-9A-F]*'\));$/gm)]
    .map(([, part]) => texts(part))
    .join('');
  if (statement !== '') {
    const values = [
      ...code.matchAll(
        /^v := ((?:.|\n)*?);\nDBMS_SQL\.BIND_VARIABLE\(:fb_cursor, ':(\d+)', v\);$/gm,
      ),
    ];
    const bound = values.map(([, part]) => (part === 'TO_CHAR(NULL)' ? null : texts(part)));
    note({ statement, values: bound });
    const answer = script.statements[statement];
    if (!answer) return fail({ code: -942, message: `no such statement: ${statement}` });
    if (answer.error) return fail(answer.error);
    if (!code.includes('DEFINE_COLUMN')) return say(`fb:A:${answer.affected}`);
    cursor = { ...answer, from: rowsOf(answer) };
    for (const [type, form, precision, scale, length, name] of answer.columns) {
      say(`fb:C:${type}:${form}:${precision}:${scale}:${length}:${hex(name)}`);
    }
    return say('fb:O');
  }
  const fetch = /WHILE k < (\d+) AND z < (\d+) LOOP/.exec(code);
  if (fetch) {
    if (!cursor) return fail({ code: -1001, message: 'invalid cursor' });
    if (cursor.hangs) {
      await new Promise((resolve) => (interrupt = resolve));
      return fail({ code: -1013, message: 'user requested cancel of current operation' });
    }
    const most = {
      characters: Number(
        /IF m > (\d+) THEN o\('L:' \|\| m\); m := \d+; END IF;\np := 1;\nWHILE p \+ 3999/.exec(
          code,
        )[1],
      ),
      bytes: Number(
        /IF m > (\d+) THEN o\('L:' \|\| m\); m := \d+; END IF;\np := 1;\nWHILE p \+ 15999/.exec(
          code,
        )[1],
      ),
    };
    let rows = 0;
    let said = 0;
    cursor.last = null;
    while (rows < Number(fetch[1]) && said < Number(fetch[2])) {
      const { value, done } = cursor.from.next();
      if (done) return say(`fb:B:${rows}:1`);
      if (value === 'breaks') process.exit(3);
      cursor.last = value;
      value.forEach((each, at) => cell(each, cursor.columns[at], most));
      said += JSON.stringify(value).length * 2;
      rows++;
    }
    return say(`fb:B:${rows}:0`);
  }
  const pieces = /^i INTEGER := (\d+);\nn INTEGER := 1;\np INTEGER := (\d+);$/m.exec(code);
  if (pieces) return piecesOf(code, Number(pieces[1]) - 1, Number(pieces[2]));
  if (!code.includes('DBMS_SQL.CLOSE_CURSOR(:fb_cursor)')) return refuse('a block of another kind');
  cursor = null;
  return say('fb:O');
}

function connect(line) {
  const match = /^CONNECT ([A-Za-z][\w$#]*|"[^"]+")\/"([^"]*)"@(\(DESCRIPTION=\S+\))$/.exec(line);
  if (!match) return refuse('CONNECT');
  const [, user, password, descriptor] = match;
  note({ connect: user, descriptor });
  // The site's glogin.sql, which sets what it likes.
  if (password === script.password) {
    connected = true;
    return say(script.warning ?? '');
  }
  say('ERROR:\nORA-01017: invalid username/password; logon denied\n');
  if (exitOnError) process.exit(1);
}

async function take(line) {
  if (line.length > 2499) return refuse('SP2-0027: Input is too long (> 2499 characters)');
  if (block !== null) {
    if (line !== '/') return void block.push(line);
    const code = block.join('\n');
    block = null;
    return run(code);
  }
  if (/^(?:DECLARE|BEGIN)$/.test(line)) return void (block = [line]);
  if (systemVariables.test(line)) return;
  if (line === 'WHENEVER OSERROR EXIT FAILURE ROLLBACK') return;
  if (line === 'WHENEVER SQLERROR EXIT FAILURE ROLLBACK') return void (exitOnError = true);
  if (line.startsWith('CONNECT ')) return connect(line);
  if (line === 'VARIABLE fb_cursor NUMBER') return void (variable = true);
  if (line.startsWith('PROMPT ')) return say(line.slice(7));
  if (line === 'EXIT ROLLBACK') {
    note({ exit: true });
    process.exit(0);
  }
  if (/^(?:ALTER SESSION SET .*|SET TRANSACTION READ ONLY|COMMIT);$/.test(line)) {
    if (!connected) return say('SP2-0640: Not connected');
    return note({ command: line });
  }
  refuse(`unknown command: ${line.slice(0, 80)}`);
}

process.on('SIGINT', () => {
  note({ interrupted: true });
  interrupt?.();
});
for await (const line of createInterface({ input: process.stdin })) await take(line);
note({ exit: 'end of input' });
