import type { ShellKind } from './probe-shell';

/**
 * What a connection test asks a host, as data. Every host is asked the same; the readers in
 * `probe-*.ts` understand the answers.
 */
export interface ProbeQuestion {
  /**
   * For `sh -c '…'` behind any Unix log-in shell. Therefore no single quote, line break,
   * backslash or `!` (csh and fish read those inside quotes, too), and nothing that the Bourne
   * shell of old Unix lacks: backquotes instead of `$(…)`.
   */
  posix: string;
  /** For cmd.exe; null where there is nothing to ask. */
  cmd: string | null;
  /** For PowerShell, also through `-Command "…"`: no double quote and no percent sign. */
  powershell: string | null;
}

/**
 * Tells the shells apart by what they make of it: cmd puts `%OS%` in, PowerShell writes a line
 * a word, csh and the POSIX shells put their name for `$0`, nologin runs nothing at all.
 */
export const shellQuestion = 'echo fieldbench %OS% $0';

const tools = [
  'sh',
  'bash',
  'python3',
  'python',
  'perl',
  'tail',
  'stat',
  'gzip',
  'zgrep',
  'sha256sum',
  'shasum',
  'sudo',
  'nice',
  'df',
  'iconv',
];
const windowsTools = ['powershell', 'pwsh', 'python', 'tar', 'certutil', 'sc', 'wmic'];

const system: ProbeQuestion = {
  posix: [
    'echo kernel=`uname -s`',
    'echo release=`uname -r`',
    'echo machine=`uname -m`',
    'echo node=`uname -n`',
    'test -r /etc/os-release && grep -E "^(PRETTY_NAME|ID|VERSION_ID)=" /etc/os-release',
    'test -r /etc/redhat-release && echo redhat=`head -1 /etc/redhat-release`',
    'test -r /etc/release && echo solaris=`head -1 /etc/release`',
    'oslevel -s 2>/dev/null | sed "s/^/oslevel=/"',
    'sw_vers -productVersion 2>/dev/null | sed "s/^/macos=/"',
  ].join('; '),
  cmd: 'ver & echo machine=%PROCESSOR_ARCHITECTURE%& echo node=%COMPUTERNAME%',
  powershell: [
    '$o = Get-CimInstance Win32_OperatingSystem',
    "'caption=' + $o.Caption",
    "'release=' + $o.Version",
    "'machine=' + $env:PROCESSOR_ARCHITECTURE",
    "'node=' + $env:COMPUTERNAME",
    "'powershell=' + $PSVersionTable.PSVersion",
  ].join('; '),
};

const toolSearch: ProbeQuestion = {
  posix: [
    `IFS=:; for t in ${tools.join(' ')}; do for d in $PATH /usr/sbin /sbin; do ` +
      'if test -x "$d/$t"; then echo "$t=$d/$t"; break; fi; done; done',
    'echo kernel=`uname -s`',
    'tail --version </dev/null 2>&1 | sed -n "1,3s/^/tail-says=/p"',
    'if stat -c %s / >/dev/null 2>&1; then echo stat-format=c; ' +
      'elif stat -f %z / >/dev/null 2>&1; then echo stat-format=f; fi',
  ].join('; '),
  cmd: `for %t in (${windowsTools.join(' ')}) do @where %t >nul 2>&1 && echo %t=yes`,
  powershell:
    `foreach ($t in '${windowsTools.join("','")}') ` +
    "{ if (Get-Command $t -ErrorAction SilentlyContinue) { $t + '=yes' } }",
};

const locale: ProbeQuestion = {
  posix: [
    'echo "lang=$LANG"',
    'echo "lc_all=$LC_ALL"',
    'echo "lc_ctype=$LC_CTYPE"',
    'locale charmap 2>/dev/null | sed "s/^/charmap=/"',
  ].join('; '),
  cmd: 'chcp',
  powershell:
    "'codepage=' + [Console]::OutputEncoding.CodePage; 'lang=' + (Get-Culture).Name; " +
    "'oem=' + (Get-Culture).TextInfo.OEMCodePage",
};

/** Nanoseconds where `date` has them, seconds elsewhere; perl where `date` has not even those. */
const clock: ProbeQuestion = {
  posix:
    'echo at=`date +%s.%N`; echo zone=`date +%Z%z`; ' +
    'case `date +%s` in *s*|"") echo perl=`perl -e "print time"` ;; esac',
  cmd: null,
  powershell:
    "'at=' + ([DateTime]::UtcNow - [DateTime]'1970-01-01').TotalSeconds.ToString('F3', [Globalization.CultureInfo]::InvariantCulture); " +
    "'zone=' + [TimeZoneInfo]::Local.Id",
};

/** Whether sudo runs without a password; it asks nobody anything. */
const sudo: ProbeQuestion = {
  posix: 'sudo -n true </dev/null && echo sudo=free',
  cmd: null,
  powershell: null,
};

export const probeQuestions = { system, tools: toolSearch, locale, clock, sudo } as const;
export type ProbeName = keyof typeof probeQuestions;

/**
 * Checks a sudo password: it is read from the input, once; `-k` keeps an earlier one from
 * answering for it.
 */
export const sudoPasswordCommand = 'exec sudo -k -S -p "" true';

/** The command that asks a host with this log-in shell; null where there is nothing to ask. */
export function probeCommand(name: ProbeName, shell: ShellKind): string | null {
  const question = probeQuestions[name];
  switch (shell) {
    case 'posix':
    case 'csh':
    case 'fish':
    case 'unknown':
      return `exec sh -c '${question.posix}'`;
    case 'powershell':
      return question.powershell;
    case 'cmd':
      if (question.cmd !== null) return question.cmd;
      return question.powershell === null
        ? null
        : `powershell -NoProfile -NonInteractive -Command "${question.powershell}"`;
    case 'none':
      return null;
  }
}
