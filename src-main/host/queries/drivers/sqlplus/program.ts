import { shellCommand, shellQuote } from '../../../ssh/index';

/**
 * How `sqlplus` is run on a host: silent, one try to log in, and with `-R 3`, which takes from
 * it every command that reaches the operating system and the site's own `login.sql` (Oracle,
 * “SQL*Plus User's Guide”, Starting SQL*Plus). Nothing is in its arguments; the log-in comes
 * over its input.
 */
export const programArguments = '-S -L -R 3 /nolog';

/** Said on the error output where there is no such program. */
export const missingProgram = 'fieldbench: no sqlplus';

/**
 * A command that ends with us: its input is passed on line by line, and when that ends — we
 * close it, or the connection breaks — the program is told to stop what it runs (INT, upon which
 * it breaks the statement on the server), then to end (TERM, KILL). All of it is one process
 * group, which sshd makes for a command.
 *
 * @param home ORACLE_HOME; empty takes the program that the host's own path finds
 */
export function sqlplusCommand(home: string): string {
  const lines = [
    'umask 077',
    ...(home === '' ? [] : homeLines(home)),
    // What comes out is UTF-8 whatever the host's language is; messages are in English.
    'NLS_LANG=AMERICAN_AMERICA.AL32UTF8; export NLS_LANG',
    'unset SQLPATH ORACLE_PATH',
    `command -v sqlplus >/dev/null 2>&1 || { echo ${shellQuote(missingProgram)} >&2; exit 127; }`,
    'exec 3<&0 </dev/null',
    "trap ':' INT TERM",
    '(',
    '(unset TMOUT) 2>/dev/null && unset TMOUT',
    'while IFS= read -r line <&3; do printf \'%s\\n\' "$line"; done',
    "trap '' INT TERM",
    'kill -INT 0',
    'sleep 1',
    'kill -TERM 0',
    'sleep 3',
    'kill -KILL 0',
    ') | (',
    'exec 3<&-',
    "trap ':' INT TERM",
    `sqlplus ${programArguments}`,
    'code=$?',
    "trap '' INT TERM",
    // Ends the reader of the input, which waits for a line.
    'kill -TERM 0',
    'exit $code',
    ')',
  ];
  return shellCommand(lines.join('\n'));
}

/** Libraries are looked for by three names: Linux and Solaris, AIX, HP-UX. */
function homeLines(home: string): string[] {
  return [
    `ORACLE_HOME=${shellQuote(home)}; export ORACLE_HOME`,
    'PATH=$ORACLE_HOME/bin:$ORACLE_HOME:$PATH; export PATH',
    ...['LD_LIBRARY_PATH', 'LIBPATH', 'SHLIB_PATH'].map(
      (name) => `${name}=$ORACLE_HOME/lib:$ORACLE_HOME\${${name}:+:$${name}}; export ${name}`,
    ),
  ];
}
