import { spawn, type ChildProcess } from 'node:child_process';
import { AppError } from '../../../../contract/errors';
import script from './process?thread';
import type { Answer, Numbered, Request } from './wire';

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** SQLite's failure, with its extended result code. */
export class SqliteError extends Error {
  readonly code: number | null;
  constructor(message: string, code: number | null) {
    super(message);
    this.code = code;
  }
}

/** The process that reads a file, and what was asked of it. */
export class FileReader {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;
  private failure: Error | null = null;
  private ended = (): void => undefined;
  /** Resolves when the process has ended, or is to. */
  readonly gone = new Promise<void>((resolve) => (this.ended = resolve));

  constructor() {
    this.child = spawn(process.execPath, ['--no-warnings', '-'], {
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      // In the window's own program this makes it a Node. No other variable is its business.
      env: { ELECTRON_RUN_AS_NODE: '1', ...systemRoot() },
      windowsHide: true,
    });
    this.child.stdin?.on('error', () => undefined);
    this.child.stdin?.end(script);
    this.child.on('message', ({ id, message }: Numbered<Answer>) => this.take(id, message));
    this.child.on('error', (error) => this.lose(error));
    this.child.on('exit', () => this.lose(new Error('The process that reads the file has ended.')));
  }

  /** @throws SqliteError; AppError `sql.driver-missing`; what ended the process */
  ask(request: Request): Promise<Answer> {
    if (this.failure) return Promise.reject(this.failure);
    const id = (this.asked += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, message: request } satisfies Numbered<Request>, (error) => {
        if (error) this.lose(error);
      });
    });
  }

  /** Ends the process at once; what waits fails with this. */
  end(reason: Error = new Error('The file was closed.')): void {
    this.lose(reason);
    this.child.kill('SIGKILL');
  }

  private take(id: number, message: Answer): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (message.kind === 'failed') waiting?.reject(new SqliteError(message.message, message.code));
    else if (message.kind === 'missing')
      waiting?.reject(
        new AppError('sql.driver-missing', { dialect: 'SQLite', detail: message.message }),
      );
    else if (message.kind === 'too-long') waiting?.reject(tooLong(message));
    else waiting?.resolve(message);
  }

  private lose(reason: Error): void {
    this.failure ??= reason;
    for (const { reject } of this.waiting.values()) reject(this.failure);
    this.waiting.clear();
    this.ended();
  }
}

function tooLong({ row, column, bytes }: Extract<Answer, { kind: 'too-long' }>): AppError {
  const megabytes = bytes === null ? '> 512' : String(Math.ceil(bytes / 2 ** 20));
  return new AppError('sql.text-too-long', { row: row + 1, column: column ?? '?', megabytes });
}

/** Windows starts no program without it. */
function systemRoot(): Record<string, string> {
  const root = process.env['SystemRoot'];
  return root === undefined ? {} : { SystemRoot: root };
}
