import { createInterface, type Interface } from 'node:readline';
import { AppError } from '../../../../contract/errors';
import type { RemoteCommand, SshLease } from '../../../ssh/index';
import { mark } from './blocks';
import { missingProgram, programArguments, sqlplusCommand } from './program';

/** What is kept of what the program says besides its answers. */
const mostWords = 4_000;

/** A failure that the program's own words or an answer `X:` told. */
export class SqlplusError extends Error {
  /** E.g. `ORA-00942`; empty where the words name none. */
  readonly code: string;
  /** Bytes into the statement; 0 where it is not known. */
  readonly offset: number;
  constructor(message: string, offset = 0) {
    super(message);
    this.code = /\b((?:ORA|SP2)-\d+)/.exec(message)?.[1] ?? '';
    this.offset = offset;
  }
}

/** A wrapper that echoes its input would repeat the password: the line it is in never gets further. */
function withoutLogin(words: string): string {
  const whole = words.length < mostWords ? words : words.slice(words.indexOf('\n') + 1);
  return whole.replace(/\bCONN(?:ECT)?\s.*\/.*/gi, 'CONNECT …');
}

/** One `sqlplus` on a host, told one thing at a time. */
export class SqlplusProcess {
  readonly #remote: RemoteCommand;
  readonly #lease: SshLease;
  readonly #lines: Interface;
  /** Resolves when the program has ended. */
  readonly gone: Promise<void>;
  /** Answers that nobody has asked for yet; the reading waits when there are many. */
  readonly #answers: string[] = [];
  #paused = false;
  #words = '';
  #complaints = '';
  #ended = false;
  #wake: () => void = () => undefined;

  private constructor(lease: SshLease, remote: RemoteCommand) {
    this.#lease = lease;
    this.#remote = remote;
    remote.stdin.on('error', () => undefined);
    remote.stderr.on('data', (bytes: Buffer) => {
      this.#complaints = (this.#complaints + bytes.toString()).slice(-mostWords);
    });
    this.#lines = createInterface({ input: remote.stdout });
    this.#lines.on('line', (line) => this.#take(line));
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    this.#lines.on('close', end);
    this.gone = remote.exit.then(end);
  }

  /** Starts the program; the audit log has its arguments, which tell nothing. @throws AppError as a lease's `exec` */
  static async start(lease: SshLease, home: string): Promise<SqlplusProcess> {
    const program = home === '' ? 'sqlplus' : `${home}/bin/sqlplus`;
    const remote = await lease.exec(sqlplusCommand(home), {
      stdin: true,
      audit: `${program} ${programArguments}`,
    });
    return new SqlplusProcess(lease, remote);
  }

  #take(line: string): void {
    if (!line.startsWith(mark)) {
      this.#words = `${this.#words}${line}\n`.slice(-mostWords);
      return;
    }
    this.#answers.push(line.slice(mark.length).trimEnd());
    if (this.#answers.length > 20_000) {
      this.#paused = true;
      this.#lines.pause();
    }
    this.#wake();
  }

  /** A failure among the program's own words since something was said to it, e.g. of a log-in. */
  get complaint(): string | null {
    // 28002 and 28011: the password will expire; the log-in went well.
    const lines = withoutLogin(this.#words).split('\n');
    return lines.find((line) => /\b(?:ORA-(?!28002|28011)|SP2-)\d+/.test(line)) ?? null;
  }

  /** Says lines; what was said before is answered already. */
  say(lines: readonly string[]): void {
    this.#words = '';
    this.#remote.stdin.write(`${lines.join('\n')}\n`);
  }

  /**
   * The next answer, without its mark.
   *
   * @throws SqlplusError for a failure; AppError `sql.sqlplus-missing` {host, detail}; Error when it ended
   */
  async answer(): Promise<string> {
    while (this.#answers.length === 0) {
      if (this.#ended) throw await this.#end();
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const answer = this.#answers.shift() ?? '';
    // Lines that have ended cannot be resumed: what they said last is answered all the same.
    if (this.#paused && this.#answers.length === 0) {
      this.#paused = false;
      this.#lines.resume();
    }
    if (!answer.startsWith('X:')) return answer;
    const [, , position = '0', words = ''] = answer.split(':');
    throw new SqlplusError(Buffer.from(words, 'hex').toString(), Number(position));
  }

  /** Why there are no more answers. */
  async #end(): Promise<Error> {
    const { code } = await this.#remote.exit;
    const said = `${withoutLogin(this.#words)}${withoutLogin(this.#complaints)}`.trim();
    const { host } = this.#lease;
    if (code === 127 || said.includes(missingProgram)) {
      const detail = withoutLogin(this.#complaints).split('\n')[0] ?? '';
      return new AppError('sql.sqlplus-missing', { host, detail });
    }
    const told = said.split('\n').find((line) => /\b(?:ORA|SP2)-\d+/.test(line));
    if (told !== undefined) return new SqlplusError(told.trim());
    return new SqlplusError(said === '' ? 'sqlplus ended' : `sqlplus ended: ${said}`);
  }

  /** Ends the program and what it runs, as {@link sqlplusCommand} says. */
  stop(): void {
    this.#remote.stdin.end();
  }

  /** Gives the connection back at once, with whatever runs on it. */
  destroy(): void {
    this.#remote.stdin.end();
    this.#remote.close();
    this.#lease.release();
  }

  /** Lets the program end by itself. */
  async leave(): Promise<void> {
    this.say(['EXIT ROLLBACK']);
    await this.#remote.exit;
  }
}
