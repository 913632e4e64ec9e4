/**
 * What `sqlplus` 11.2 is told. It shows rows in columns of fixed width, cuts what is longer,
 * shows numbers of ten digits and cannot tell a line break in a cell from the end of a row; CSV
 * came with 12.2. So it does not show rows at all: PL/SQL opens the statement as a cursor
 * (DBMS_SQL), fetches as many rows as are wanted and writes cell by cell, as the hexadecimal
 * digits of its UTF-8, to DBMS_OUTPUT. The statement and its values go in the same way, so that
 * nothing of them is a character that `sqlplus` or PL/SQL could take for its own, and no line is
 * longer than the 2,499 characters that it reads.
 *
 * Every answer is a line that begins with {@link mark}; what stands before it is the program's
 * own words, such as an error of its own.
 */
export const mark = 'fb:';

/** The session's cursor, a variable of sqlplus that lives from one block to the next. */
const cursor = ':fb_cursor';

/** Characters of a line's text; as hexadecimal digits of UTF-8 it is eight times as long at most. */
const lineCharacters = 250;
/** A piece of a cell: 4,000 characters are 32,000 digits at most, and a line takes 32,767. */
const pieceCharacters = 4_000;
const pieceBytes = 16_000;

/** Characters after which a block ends: what it says stays in the server's memory until then. */
const mostOutput = 4_000_000;

const hex = (text: string): string => Buffer.from(text).toString('hex').toUpperCase();

/** A text in PL/SQL, a line for each piece of it. */
function textOf(text: string): string {
  const pieces: string[] = [];
  const characters = [...text];
  for (let at = 0; at < characters.length; at += lineCharacters) {
    pieces.push(`u('${hex(characters.slice(at, at + lineCharacters).join(''))}')`);
  }
  return pieces.length === 0 ? 'NULL' : pieces.join('\n||');
}

/** Set before the log-in and again after it: the site's `glogin.sql` runs in between. */
export const settings = [
  'SET DEFINE OFF',
  'SET ECHO OFF',
  'SET FEEDBACK OFF',
  'SET VERIFY OFF',
  'SET TIMING OFF',
  'SET AUTOCOMMIT OFF',
  'SET AUTOPRINT OFF',
  'SET AUTOTRACE OFF',
  'SET PAGESIZE 0',
  'SET LINESIZE 32767',
  'SET TRIMOUT ON',
  'SET TAB OFF',
  'SET SQLBLANKLINES ON',
  'SET SERVEROUTPUT ON SIZE UNLIMITED FORMAT WRAPPED',
  'WHENEVER OSERROR EXIT FAILURE ROLLBACK',
  'WHENEVER SQLERROR EXIT FAILURE ROLLBACK',
];

/**
 * Logs in. In double quotes every character of a password stands for itself, save the quote; a
 * user's name would be taken by its case there, so only such a one has them that needs them.
 */
export function connectLines(username: string, password: string, descriptor: string): string[] {
  return [
    ...settings,
    `CONNECT ${/^[A-Za-z][\w$#]*$/.test(username) ? username : `"${username}"`}/"${password}"@${descriptor}`,
    ...settings,
    'VARIABLE fb_cursor NUMBER',
    `PROMPT ${mark}K`,
  ];
}

/** A statement of ours, without values; the mark says that it is done. */
export function statementLines(sql: string): string[] {
  return [`${sql};`, `PROMPT ${mark}K`];
}

const helpers = `z INTEGER := 0;
FUNCTION u(h VARCHAR2) RETURN VARCHAR2 IS
BEGIN
RETURN UTL_I18N.RAW_TO_CHAR(HEXTORAW(h), 'AL32UTF8');
END;
FUNCTION x(t VARCHAR2) RETURN VARCHAR2 IS
BEGIN
RETURN RAWTOHEX(UTL_I18N.STRING_TO_RAW(t, 'AL32UTF8'));
END;
PROCEDURE o(t VARCHAR2) IS
BEGIN
z := z + NVL(LENGTH(t), 0);
DBMS_OUTPUT.PUT_LINE('${mark}' || t);
END;`;

/** A failure is an answer, too: its number, its words, and the byte of the statement it points at. */
const failed = `EXCEPTION
WHEN OTHERS THEN
o('X:' || SQLCODE || ':' || DBMS_SQL.LAST_ERROR_POSITION || ':' || x(SQLERRM));
END;
/`;

/** Parses a statement and binds its values by name, `:1` onwards. */
function openCursor(sql: string, values: readonly (string | null)[]): string {
  const assign = textOf(sql).split('\n||').map((piece) => `s := s || ${piece};`); // prettier-ignore
  const binds = values.map((value, at) => {
    // An empty text is NULL in Oracle.
    const text = value === null || value === '' ? 'TO_CHAR(NULL)' : textOf(value);
    return `v := ${text};\nDBMS_SQL.BIND_VARIABLE(${cursor}, ':${at + 1}', v);`;
  });
  return [
    `${cursor} := DBMS_SQL.OPEN_CURSOR;`,
    ...assign,
    `DBMS_SQL.PARSE(${cursor}, s, DBMS_SQL.NATIVE);`,
    ...binds,
  ].join('\n');
}

/** Opens a reading statement; answers `C:` for each column and `O` at the end. */
export function openLines(sql: string, values: readonly (string | null)[]): string[] {
  return `DECLARE
s CLOB;
v VARCHAR2(32767);
l CLOB;
b BLOB;
n INTEGER;
d DBMS_SQL.DESC_TAB2;
${helpers}
BEGIN
${openCursor(sql, values)}
DBMS_SQL.DESCRIBE_COLUMNS2(${cursor}, n, d);
FOR i IN 1 .. n LOOP
IF d(i).col_type = 112 THEN DBMS_SQL.DEFINE_COLUMN(${cursor}, i, l);
ELSIF d(i).col_type = 113 THEN DBMS_SQL.DEFINE_COLUMN(${cursor}, i, b);
ELSIF d(i).col_type = 8 THEN DBMS_SQL.DEFINE_COLUMN_LONG(${cursor}, i);
ELSIF d(i).col_type NOT IN (24, 102, 109, 111, 114) THEN DBMS_SQL.DEFINE_COLUMN(${cursor}, i, v, 32767);
END IF;
o('C:' || d(i).col_type || ':' || d(i).col_charsetform || ':' || d(i).col_precision || ':' || d(i).col_scale || ':' || d(i).col_max_len || ':' || x(d(i).col_name));
END LOOP;
n := DBMS_SQL.EXECUTE(${cursor});
o('O');
${failed}`.split('\n');
}

/**
 * Fetches rows; answers a cell a line: `N` NULL, `V:` the last piece, `P:` one that another
 * follows, `L:` the whole length of a cut cell before its pieces, `U` a type that cannot be
 * fetched so; `B:` rows and whether there are more at the end.
 *
 * @param most of a cell, in characters for text and in bytes for binary
 */
export function fetchLines(count: number, most: { characters: number; bytes: number }): string[] {
  return `DECLARE
v VARCHAR2(32767);
l CLOB;
b BLOB;
n INTEGER;
k INTEGER := 0;
p INTEGER;
m INTEGER;
e VARCHAR2(1) := '0';
d DBMS_SQL.DESC_TAB2;
${helpers}
BEGIN
DBMS_SQL.DESCRIBE_COLUMNS2(${cursor}, n, d);
WHILE k < ${count} AND z < ${mostOutput} LOOP
IF DBMS_SQL.FETCH_ROWS(${cursor}) = 0 THEN
e := '1';
EXIT;
END IF;
k := k + 1;
FOR i IN 1 .. n LOOP
IF d(i).col_type = 112 THEN
DBMS_SQL.COLUMN_VALUE(${cursor}, i, l);
IF l IS NULL THEN o('N');
ELSE
m := DBMS_LOB.GETLENGTH(l);
IF m > ${most.characters} THEN o('L:' || m); m := ${most.characters}; END IF;
p := 1;
WHILE p + ${pieceCharacters - 1} < m LOOP
o('P:' || x(DBMS_LOB.SUBSTR(l, ${pieceCharacters}, p)));
p := p + ${pieceCharacters};
END LOOP;
IF m < p THEN o('V:'); ELSE o('V:' || x(DBMS_LOB.SUBSTR(l, m - p + 1, p))); END IF;
END IF;
ELSIF d(i).col_type = 113 THEN
DBMS_SQL.COLUMN_VALUE(${cursor}, i, b);
IF b IS NULL THEN o('N');
ELSE
m := DBMS_LOB.GETLENGTH(b);
IF m > ${most.bytes} THEN o('L:' || m); m := ${most.bytes}; END IF;
p := 1;
WHILE p + ${pieceBytes - 1} < m LOOP
o('P:' || RAWTOHEX(DBMS_LOB.SUBSTR(b, ${pieceBytes}, p)));
p := p + ${pieceBytes};
END LOOP;
IF m < p THEN o('V:'); ELSE o('V:' || RAWTOHEX(DBMS_LOB.SUBSTR(b, m - p + 1, p))); END IF;
END IF;
ELSIF d(i).col_type = 8 THEN
p := 0;
LOOP
DBMS_SQL.COLUMN_VALUE_LONG(${cursor}, i, ${pieceCharacters}, p, v, m);
EXIT WHEN m = 0 OR p >= ${most.characters};
o('P:' || x(v));
p := p + ${pieceCharacters};
END LOOP;
IF p = 0 THEN o('N'); ELSE o('V:'); END IF;
ELSIF d(i).col_type IN (24, 102, 109, 111, 114) THEN o('U');
ELSE
DBMS_SQL.COLUMN_VALUE(${cursor}, i, v);
IF v IS NULL THEN o('N');
ELSE
WHILE LENGTH(v) > ${pieceCharacters} LOOP
o('P:' || x(SUBSTR(v, 1, ${pieceCharacters})));
v := SUBSTR(v, ${pieceCharacters + 1});
END LOOP;
o('V:' || x(v));
END IF;
END IF;
END LOOP;
END LOOP;
o('B:' || k || ':' || e);
${failed}`.split('\n');
}

/** Kinds of cells that are longer than one answer may be. */
export type LongKind = 'text' | 'binary' | 'long';

/** How a piece of each is had, at the place `p`, which counts from 1 (a LONG from 0). */
const longPieces: Readonly<Record<LongKind, { value: string; piece: string; size: number }>> = {
  text: {
    value: `DBMS_SQL.COLUMN_VALUE(${cursor}, i, l);\nm := DBMS_LOB.GETLENGTH(l);`,
    piece: `o('P:' || x(DBMS_LOB.SUBSTR(l, ${pieceCharacters}, p)));`,
    size: pieceCharacters,
  },
  binary: {
    value: `DBMS_SQL.COLUMN_VALUE(${cursor}, i, b);\nm := DBMS_LOB.GETLENGTH(b);`,
    piece: `o('P:' || RAWTOHEX(DBMS_LOB.SUBSTR(b, ${pieceBytes}, p)));`,
    size: pieceBytes,
  },
  long: {
    value: `m := 2147483647;`,
    piece: `DBMS_SQL.COLUMN_VALUE_LONG(${cursor}, i, ${pieceCharacters}, p - 1, v, n);
EXIT WHEN n = 0;
o('P:' || x(v));`,
    size: pieceCharacters,
  },
};

/**
 * Some pieces of one cell of the row that was fetched last, from a place on: a whole cell in one
 * block would stay in the server's memory until its end. Answers `P:` for each, then `B:`, the
 * place that is next, and whether there is more.
 */
export function pieceLines(column: number, kind: LongKind, from: number): string[] {
  const { value, piece, size } = longPieces[kind];
  return `DECLARE
v VARCHAR2(32767);
l CLOB;
b BLOB;
i INTEGER := ${column + 1};
n INTEGER := 1;
p INTEGER := ${from};
m INTEGER;
e VARCHAR2(1) := '0';
${helpers}
BEGIN
${value}
WHILE p <= m AND z < ${mostOutput} LOOP
${piece}
p := p + ${size};
END LOOP;
IF p > m OR n = 0 THEN e := '1'; END IF;
o('B:' || p || ':' || e);
${failed}`.split('\n');
}

/** Closes the cursor; answers `O`. */
export function closeLines(): string[] {
  return `DECLARE
${helpers}
BEGIN
IF DBMS_SQL.IS_OPEN(${cursor}) THEN DBMS_SQL.CLOSE_CURSOR(${cursor}); END IF;
o('O');
${failed}`.split('\n');
}

/** Runs a statement that changes; answers `A:` and the rows it touched. */
export function executeLines(sql: string, values: readonly (string | null)[]): string[] {
  return `DECLARE
s CLOB;
v VARCHAR2(32767);
n INTEGER;
${helpers}
BEGIN
${openCursor(sql, values)}
n := DBMS_SQL.EXECUTE(${cursor});
DBMS_SQL.CLOSE_CURSOR(${cursor});
o('A:' || n);
${failed}`.split('\n');
}
