import { randomBytes } from 'node:crypto';
import type { SshEndpoint } from '../../contract/systems';
import { superviseJob } from '../ssh/index';
import { encodeText, shellLiteral, type PreparedScript } from './script';

/**
 * A step's script on its way to a host. The command line says nothing of it: script and
 * parameters go over the channel's input once the far side says that it listens, so that
 * neither its list of processes nor its limits on arguments get to see them.
 */
export interface RemoteStep {
  /** What is executed, whatever the log-in shell is. sudo may stand in front of it. */
  command: string;
  /** Written to the input when `listening` has come. */
  payload: Buffer;
  /** Comes on the standard output when the far side waits for the payload. */
  listening: string;
  /** Comes next, with a word: `ok`, `none` (no interpreter) or `user` (not root); output follows `ok`. */
  answer: string;
  /** Comes behind the output, with the exit code: whoever was left in the background keeps the channel open. */
  end: string;
}

/** Seconds between TERM and KILL. */
export const graceSeconds = 5;

/**
 * A step for a host with POSIX sh. What runs there is a small reader, `eval` of exactly the
 * payload's bytes; cut short it is a syntax error, because one pair of braces holds it all.
 * The supervisor of host/ssh ends the script's process group when our side of the input ends.
 *
 * @param mustBeRoot refuses to run for anybody else
 */
export function posixStep(
  script: PreparedScript,
  encoding: SshEndpoint['encoding'],
  mustBeRoot: boolean,
): RemoteStep {
  const mark = newMark();
  const payload = encodeText(payloadOf(script, encoding, mustBeRoot, mark), encoding);
  return {
    // No character that csh or fish would take for more than it is between single quotes.
    command: `exec sh -c 'echo ${mark}-listening; eval "$(dd bs=1 count=${payload.length} 2>/dev/null)"'`,
    payload,
    listening: `${mark}-listening\n`,
    answer: `${mark}-answer:`,
    end: `${mark}-end:`,
  };
}

/** Nobody on the other side can say it by chance. */
function newMark(): string {
  return `fb${randomBytes(12).toString('hex')}`;
}

function payloadOf(
  script: PreparedScript,
  encoding: SshEndpoint['encoding'],
  mustBeRoot: boolean,
  mark: string,
): string {
  const answer = (word: string): string => `printf '%s\\n' ${mark}-answer:${word}`;
  const { find, run } = interpreter(script, encoding);
  // Put together there: the list of processes shows this text, and a script may print that.
  const end = `fb_code=$?; printf '%s%s-end:%s\\n' ${mark.slice(0, 9)} ${mark.slice(9)} $fb_code; exit $fb_code`;
  const feed = `printf '%s\\n' "$fb_script"`;
  return [
    '{',
    // A command over SSH gets a shorter path than somebody who logs in.
    'PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin"',
    'export PATH',
    ...(mustBeRoot ? [`[ "$(id -u)" = 0 ] || { ${answer('user')}; exit 1; }`] : []),
    `${find} || { ${answer('none')}; exit 127; }`,
    `fb_script=${shellLiteral(script.text)}`,
    answer('ok'),
    superviseJob(
      {
        own: `{ ${feed} | ${run}; ${end}; }`,
        session: `${feed} | setsid sh -c ${shellLiteral(`${run}; ${end}`)}`,
      },
      { graceSeconds },
    ),
    '}',
    '',
  ].join('\n');
}

/** How a script's interpreter is found, and what takes the script from its input. */
function interpreter(
  { kind, shell }: PreparedScript,
  encoding: SshEndpoint['encoding'],
): { find: string; run: string } {
  const has = (name: string): string => `command -v ${name} >/dev/null 2>&1`;
  switch (kind) {
    case 'shell':
      return { find: has(shell), run: `${shell} -c 'eval "$(cat)"'` };
    case 'python':
      return {
        find: `{ ${has('python3')} && fb_python=python3 || { ${has('python')} && fb_python=python; }; } && export fb_python`,
        // In the locale C older ones can say nothing but ASCII.
        run: `env PYTHONIOENCODING=${encoding} "$fb_python" -`,
      };
    case 'powershell':
      return { find: has('pwsh'), run: `pwsh ${powershellFlags} ${encodedCommand(readAll)}` };
  }
}

const powershellFlags = '-NoLogo -NoProfile -NonInteractive -EncodedCommand';

/** PowerShell's `-EncodedCommand`: base64 of UTF-16LE (about_PowerShell_exe). */
function encodedCommand(script: string): string {
  return Buffer.from(script, 'utf16le').toString('base64');
}

const readAll = [
  '$ErrorActionPreference = "Stop"',
  '[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false',
  '$text = (New-Object IO.StreamReader ([Console]::OpenStandardInput()), ([Text.Encoding]::UTF8)).ReadToEnd()',
  '& ([scriptblock]::Create($text))',
].join('\n');

/**
 * A step for a Windows host, by PowerShell 5.1 over OpenSSH. Built from Microsoft's
 * documentation and never run against a Windows host: unproven. The script comes as one line
 * of base64, because the command line of cmd.exe ends at 8191 characters; a second runspace
 * reads the rest of the input and ends the process with its children when the input ends.
 */
export function windowsStep(script: PreparedScript): RemoteStep {
  const mark = newMark();
  const text = script.kind === 'python' ? pythonByPowershell(script.text) : script.text;
  const runner = [
    '$ErrorActionPreference = "Stop"',
    '[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false',
    `[Console]::Out.WriteLine("${mark}-listening")`,
    '$line = [Console]::In.ReadLine()',
    '$text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line))',
    '$watch = [PowerShell]::Create().AddScript({ param($id) while ([Console]::In.Read() -ge 0) {}; taskkill.exe /T /F /PID $id }).AddArgument($PID)',
    '$null = $watch.BeginInvoke()',
    `[Console]::Out.WriteLine("${mark}-answer:ok")`,
    '$LASTEXITCODE = 0',
    '& ([scriptblock]::Create($text))',
    'exit $LASTEXITCODE',
  ].join('\n');
  return {
    command: `powershell.exe ${powershellFlags} ${encodedCommand(runner)}`,
    payload: Buffer.from(`${Buffer.from(text).toString('base64')}\n`),
    listening: `${mark}-listening`,
    answer: `${mark}-answer:`,
    end: `${mark}-end:`,
  };
}

/** Hands a Python script to python.exe over its input. */
function pythonByPowershell(text: string): string {
  const quoted = Buffer.from(text).toString('base64');
  return [
    '$OutputEncoding = New-Object Text.UTF8Encoding $false',
    '$env:PYTHONIOENCODING = "utf-8"',
    `[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String("${quoted}")) | python.exe -`,
  ].join('\n');
}
