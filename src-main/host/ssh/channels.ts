import { Writable, type Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';

/** How a command or a shell ended. */
export interface CommandExit {
  /** Null when a signal ended the command, when we closed it, or when the connection broke. */
  code: number | null;
  signal: string | null;
}

/** Size and kind of a terminal: `columns` and `rows` in characters. */
export interface PtyOptions {
  columns: number;
  rows: number;
  /** Value of TERM there, e.g. `xterm-256color`. */
  term: string;
}

/** Options of a command. */
export interface ExecOptions {
  /** Keeps its standard input open for {@link RemoteCommand.stdin}; otherwise it is at its end. */
  stdin?: boolean;
  /**
   * What the audit log has of it: by default the command as it is sent, a text instead of it
   * (the script inside our wrapping), or nothing for probes that repeat all the time. The
   * technical log has every command.
   */
  audit?: false | string;
  /** Runs it on a terminal; its complaints then come with its output. Keeps the input open. */
  pty?: PtyOptions;
}

/**
 * A command on the remote side. Both outputs share one flow-control window: read both,
 * or the other one stops too.
 */
export interface RemoteCommand {
  /** Its standard input. Ending it is the end of the input there. Writing after its end does nothing. */
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** Resolves when the command has ended and its output was read, or the connection broke. */
  exit: Promise<CommandExit>;
  /**
   * Stops the command by closing its channel; what it had still to say is dropped. OpenSSH
   * does not pass on signals reliably, but GNU tools end when their output is closed; what
   * must end for certain is wrapped by `superviseCommand`.
   */
  close(): void;
}

/** A log-in shell on a terminal. */
export interface RemoteShell {
  input: Writable;
  output: Readable;
  /** Tells the far side the new size in characters. */
  resize(columns: number, rows: number): void;
  /** Resolves when the shell has ended and its output was read, or the connection broke. */
  exit: Promise<CommandExit>;
  /** Hangs up; the shell gets SIGHUP. */
  close(): void;
}

/** What runs on a channel, before it has a face. */
export interface RunningChannel {
  channel: ClientChannel;
  exit: Promise<CommandExit>;
  /** It was closed here: it has ended, also where the server never says so. */
  abandon(): void;
}

/** The face of a channel that runs a command. */
export function commandOf(
  { channel, exit, abandon }: RunningChannel,
  options: ExecOptions,
): RemoteCommand {
  const stdin = inputOf(channel);
  if (!options.stdin && !options.pty) stdin.end();
  const close = (): void => hangUp(channel, abandon);
  return { stdin, stdout: channel, stderr: channel.stderr, exit, close };
}

/** The face of a channel that runs a shell. */
export function shellOf({ channel, exit, abandon }: RunningChannel): RemoteShell {
  // A terminal has one output; whatever comes beside it must not hold the channel.
  channel.stderr.resume();
  return {
    input: inputOf(channel),
    output: channel,
    resize: (columns, rows) => channel.setWindow(rows, columns, 0, 0),
    exit,
    close: () => hangUp(channel, abandon),
  };
}

/**
 * Feeds a channel. The channel's own writable side is left alone: once both its sides have
 * ended, ssh2 closes the channel, and an exit code that comes after the output is lost.
 */
function inputOf(channel: ClientChannel): Writable {
  const input = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (channel.writable) channel.write(chunk, () => done());
      else done(new Error('the channel is closed'));
    },
    final: (done) => {
      channel.eof();
      done();
    },
  });
  // That the far side reads no more is told by its exit.
  input.on('error', () => undefined);
  channel.on('error', () => undefined);
  channel.once('close', () => input.destroy());
  return input;
}

/** Closes a channel whose output nobody reads any more; unread it would never say that it is closed. */
function hangUp(channel: ClientChannel, abandon: () => void): void {
  channel.resume();
  channel.stderr.resume();
  channel.close();
  abandon();
}
