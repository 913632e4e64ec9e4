import { normalisePath } from './files';
import type { Streams } from './shell-streams';

/** How a shell ends early: `exit`, and the leaving of loops and functions. */
export class ShellExit extends Error {
  readonly status: number;

  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}

export class LoopLeft extends Error {
  levels: number;
  readonly goesOn: boolean;

  constructor(levels: number, goesOn: boolean) {
    super('break');
    this.levels = levels;
    this.goesOn = goesOn;
  }
}

export class FunctionLeft extends Error {
  readonly status: number;

  constructor(status: number) {
    super('return');
    this.status = status;
  }
}

/** What a builtin may touch of its shell. */
export interface ShellInside {
  readonly variables: Map<string, string>;
  readonly functions: Map<string, unknown>;
  positional: string[];
  directory: string;
  lastStatus: number;
  exitsOnFailure: boolean;
  isDirectory: (path: string) => boolean;
  text: (bytes: Buffer) => string;
  complain: (streams: Streams, message: string) => Promise<void>;
  runText: (text: string, streams: Streams) => Promise<number>;
  /** Ends the shell when its input ends; its commands get none from now on. */
  endWithInput: (streams: Streams) => void;
}

type Builtin = (
  shell: ShellInside,
  words: readonly string[],
  streams: Streams,
) => number | Promise<number>;

const assignWords: Builtin = (shell, words) => {
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) shell.variables.set(word.slice(0, equals), word.slice(equals + 1));
  }
  return 0;
};

const changeDirectory: Builtin = async (shell, [to = ''], streams) => {
  const from = shell.directory;
  const back = shell.variables.get('OLDPWD') ?? from;
  const wanted = to === '' ? (shell.variables.get('HOME') ?? '/') : to === '-' ? back : to;
  const path = normalisePath(wanted, from);
  if (!shell.isDirectory(path)) {
    await shell.complain(streams, `cd: ${to}: No such file or directory`);
    return 1;
  }
  shell.directory = path;
  shell.variables.set('OLDPWD', from);
  shell.variables.set('PWD', path);
  return 0;
};

const read: Builtin = async (shell, words, streams) => {
  const names = words.filter((word) => !word.startsWith('-'));
  const bytes = await streams.input.line();
  const values = shell.text(bytes ?? Buffer.alloc(0)).trim();
  const parts = values.split(/\s+/);
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    shell.variables.set(name, (isLast ? parts.slice(index).join(' ') : parts[index]) ?? '');
  }
  return bytes === undefined ? 1 : 0;
};

const setOptions: Builtin = (shell, words) => {
  if (words[0]?.startsWith('-') && words[0].includes('e')) shell.exitsOnFailure = true;
  if (words[0]?.startsWith('+') && words[0].includes('e')) shell.exitsOnFailure = false;
  const at = words.indexOf('--');
  if (at >= 0) shell.positional = words.slice(at + 1);
  else if (words.length > 0 && !/^[-+]/.test(words[0] ?? '')) shell.positional = [...words];
  return 0;
};

function count(word: string | undefined, otherwise: number): number {
  return word !== undefined && /^\d+$/.test(word) ? Number(word) : otherwise;
}

/** What `withoutSupervisor` puts in the supervisor's place. */
export const SUPERVISED = 'end-with-input';

/** Commands that change the shell itself. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['cd', changeDirectory],
  ['export', assignWords],
  ['local', assignWords],
  ['readonly', assignWords],
  ['read', read],
  ['set', setOptions],
  ['eval', (shell, words, streams) => shell.runText(words.join(' '), streams)],
  [
    'unset',
    (shell, words) => {
      for (const word of words) {
        shell.variables.delete(word);
        shell.functions.delete(word);
      }
      return 0;
    },
  ],
  [
    'shift',
    (shell, [number]) => {
      shell.positional = shell.positional.slice(count(number, 1));
      return 0;
    },
  ],
  [
    'exit',
    (shell, [status]) => {
      throw new ShellExit(count(status, shell.lastStatus));
    },
  ],
  [
    'return',
    (shell, [status]) => {
      throw new FunctionLeft(count(status, shell.lastStatus));
    },
  ],
  [
    'break',
    (_shell, [levels]) => {
      throw new LoopLeft(count(levels, 1), false);
    },
  ],
  [
    'continue',
    (_shell, [levels]) => {
      throw new LoopLeft(count(levels, 1), true);
    },
  ],
  // There are no signals to be caught and no jobs to be waited for.
  ['trap', () => 0],
  ['wait', () => 0],
  ['umask', () => 0],
  ['ulimit', () => 0],
  [
    SUPERVISED,
    (shell, _words, streams) => {
      shell.endWithInput(streams);
      return 0;
    },
  ],
]);
