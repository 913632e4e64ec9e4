/** What a probe answered: a command's two outputs as text, and how it ended. */
export interface ProbeAnswer {
  stdout: string;
  stderr: string;
  /** Null when a signal ended it. */
  code: number | null;
}

/** Facts of a step of the connection test, by name. */
export type ProbeFacts = Record<string, string | number | boolean | null>;

/** Kinds of log-in shells; `none` lets nobody run anything. */
export type ShellKind = 'posix' | 'csh' | 'fish' | 'powershell' | 'cmd' | 'none' | 'unknown';

export interface FoundShell {
  kind: ShellKind;
  facts: ProbeFacts;
}

/** Families of shells of which none can run here: built from documentation. */
const unprovenShells: readonly ShellKind[] = ['powershell', 'cmd', 'fish'];

/** Reads the answer to `shellQuestion`. */
export function readShell(answer: ProbeAnswer): FoundShell {
  const { kind, name, before } = recognise(answer);
  const facts: ProbeFacts = { shell: kind };
  if (name !== '') facts['shellName'] = name;
  // A start-up file that prints something also breaks SFTP and every script.
  if (kind !== 'none' && before.trim() !== '') facts['noise'] = oneLine(before);
  if (kind === 'none' || kind === 'unknown') facts['says'] = oneLine(said(answer));
  if (unprovenShells.includes(kind)) facts['unproven'] = true;
  return { kind, facts };
}

function recognise(answer: ProbeAnswer): { kind: ShellKind; name: string; before: string } {
  const { stdout, stderr } = answer;
  const at = stdout.search(/^fieldbench\b/m);
  const before = at < 0 ? '' : stdout.slice(0, at);
  const echoed = at < 0 ? '' : stdout.slice(at);
  if (/^fieldbench Windows_NT\b/.test(echoed)) return { kind: 'cmd', name: 'cmd.exe', before };
  if (/^fieldbench\r?\n%OS%/.test(echoed))
    return { kind: 'powershell', name: 'PowerShell', before };
  const unix = /^fieldbench %OS% (.+)$/m.exec(echoed);
  if (unix?.[1]) {
    const name = unix[1].trim().replace(/^.*\//, '').replace(/^-/, '');
    return { kind: name.endsWith('csh') ? 'csh' : 'posix', name, before };
  }
  // BSD's csh has no $0 when it was given a command; fish never has one.
  if (/No file for \$0/.test(stderr)) return { kind: 'csh', name: 'csh', before };
  if (/\bfish\b/.test(stderr)) return { kind: 'fish', name: 'fish', before };
  return { kind: runsNothing(answer) ? 'none' : 'unknown', name: '', before };
}

/**
 * nologin(8) says that the account is not available and ends with 1; /bin/false says nothing;
 * git-shell and SFTP-only accounts refuse the command.
 */
function runsNothing(answer: ProbeAnswer): boolean {
  const text = said(answer);
  if (answer.code === 0) return false;
  return (
    text.trim() === '' ||
    /not available|nologin|unrecognized command|sftp connections only|not allowed to execute|disabled/i.test(
      text,
    )
  );
}

function said({ stdout, stderr }: ProbeAnswer): string {
  return `${stdout}\n${stderr}`;
}

/** A server's words on one line, no longer than a note needs. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}

/** Values of lines `name=value`, the first of each name; everything else is noise. */
export function valuesIn(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/^([A-Za-z0-9_-]+)=(.*?)\r?$/gm))
    if (!values.has(name)) values.set(name, value.trim().replace(/^"(.*)"$/, '$1'));
  return values;
}
