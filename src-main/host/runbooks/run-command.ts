import type { Readable } from 'node:stream';
import { AppError } from '../../contract/errors';
import type { RemoteCommand, SshLease } from '../ssh/index';
import { heldBack, SecretMask } from './mask';
import { graceSeconds, type RemoteStep } from './remote-command';

/** Which of the two outputs. */
export type OutputStream = 'out' | 'err';

/** How a command on a host ended. */
export type CommandEnd =
  | { kind: 'exit'; code: number | null; signal: string | null }
  /** Stopped for its time or by order; `gone` when its end was seen. */
  | { kind: 'timeout' | 'stopped'; gone: boolean }
  /** The connection broke. */
  | { kind: 'lost' }
  /** It never began. */
  | { kind: 'failed'; error: AppError };

export interface CommandOrder {
  step: RemoteStep;
  /** By sudo, as the host's connection says. */
  sudo: boolean;
  timeoutMs: number;
  stop: AbortSignal;
  /** What must not be seen in the output, as bytes of the host's encoding. */
  secrets: readonly Buffer[];
  /** What the audit log has of it. */
  audit: string;
  /** Name of the interpreter, for the error when it is not there. */
  interpreter: string;
  /** Takes the output; false when nothing more is kept. */
  output: (stream: OutputStream, bytes: Buffer) => boolean;
}

/** What a host says before the script runs (greetings of shells) is not kept beyond this. */
const greetingBytes = 64 * 1024;
/** Our marks are followed by a word or a number; a line longer than this is not ours. */
const answerBytes = 256;
/** Longer than the grace between TERM and KILL. */
const patienceMs = (graceSeconds + 5) * 1000;
/** An output that nobody keeps is read slowly, so that it costs little. */
const drainPauseMs = 10;
/** Background processes of the script may hold the channel open after its end. */
const lingerMs = 500;

/**
 * Runs a step's command on a host to its end, its time limit or the order to stop. Both of
 * the latter end our side of the input; the supervisor there does the rest.
 *
 * @throws AppError `ssh.closed`, `ssh.exec-failed` and what the audit log throws; nothing ran then
 */
export async function runStepCommand(lease: SshLease, order: CommandOrder): Promise<CommandEnd> {
  const { step, stop } = order;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), order.timeoutMs);
  const remote = await begun(
    lease.exec(step.command, {
      stdin: true,
      audit: order.audit,
      ...(order.sudo ? { sudo: true } : {}),
    }),
    AbortSignal.any([limit.signal, stop]),
  ).finally(() => clearTimeout(timer));
  if (!remote) return { kind: stop.aborted ? 'stopped' : 'timeout', gone: true };
  let phase = 'greeting' as 'greeting' | 'answer' | 'running' | 'over';
  let failure: AppError | null = null;
  let code: number | null = null;
  let ending: 'timeout' | 'stopped' | null = null;
  let patience: ReturnType<typeof setTimeout> | undefined;
  let gaveUp = false;
  const end = (why: typeof ending): void => {
    if (ending || phase === 'over') return;
    ending = why;
    remote.stdin.end();
    patience = setTimeout(() => {
      gaveUp = true;
      remote.close();
    }, patienceMs);
  };
  const fail = (error: AppError): void => {
    failure ??= error;
    remote.stdin.end();
    remote.close();
  };
  const time = setTimeout(() => end('timeout'), order.timeoutMs);
  const onStop = (): void => end('stopped');
  stop.addEventListener('abort', onStop);
  if (stop.aborted) onStop();

  const masks = { out: new SecretMask(order.secrets), err: new SecretMask(order.secrets) };
  const streams = { out: remote.stdout, err: remote.stderr };
  const keep = (stream: OutputStream, bytes: Buffer): void => {
    if (bytes.length === 0) return;
    if (!order.output(stream, bytes)) rest(streams[stream]);
  };
  /** What answers is no shell that runs our lines. */
  const noShell = (): AppError => {
    const said = lastLine(complaints) || lastLine(head);
    return new AppError('ssh.no-shell', { host: lease.host, detail: said });
  };
  const endMark = Buffer.from(step.end);
  let head = Buffer.alloc(0);
  let complaints = Buffer.alloc(0);

  const takeHead = (piece: Buffer): Buffer => {
    head = Buffer.concat([head, piece]);
    if (phase === 'greeting') {
      const at = head.indexOf(step.listening);
      if (at < 0) {
        head = head.subarray(Math.max(0, head.length - greetingBytes));
        return Buffer.alloc(0);
      }
      head = head.subarray(at + step.listening.length);
      phase = 'answer';
      remote.stdin.write(step.payload);
    }
    const at = head.indexOf(step.answer);
    const line = at < 0 ? -1 : head.indexOf(0x0a, at);
    if (line < 0) {
      // What stands before the answer is noise, and an answer is a word.
      if (at < 0) head = head.subarray(Math.max(0, head.length - greetingBytes));
      else if (head.length - at > answerBytes) fail(noShell());
      return Buffer.alloc(0);
    }
    const word = head.toString('latin1', at + step.answer.length, line).trim();
    const { host } = lease;
    if (word === 'ok') {
      phase = 'running';
      keep('err', masks.err.push(complaints));
      return head.subarray(line + 1);
    }
    fail(
      word === 'user'
        ? new AppError('ssh.sudo-refused', { host, detail: 'uid != 0' })
        : new AppError('runbooks.no-interpreter', { host, interpreter: order.interpreter }),
    );
    return Buffer.alloc(0);
  };

  let tail = Buffer.alloc(0);
  remote.stdout.on('data', (piece: Buffer) => {
    if (phase === 'over') return;
    const bytes = phase === 'running' ? piece : takeHead(piece);
    if (phase !== 'running') return;
    tail = Buffer.concat([tail, bytes]);
    const at = tail.indexOf(endMark);
    if (at < 0) {
      const held = heldBack(tail, [endMark]);
      keep('out', masks.out.push(tail.subarray(0, tail.length - held)));
      tail = Buffer.from(tail.subarray(tail.length - held));
      return;
    }
    const line = tail.indexOf(0x0a, at);
    if (line < 0) {
      if (tail.length - at > answerBytes) fail(noShell());
      return;
    }
    keep('out', masks.out.push(tail.subarray(0, at)));
    code = Number(tail.toString('latin1', at + endMark.length, line));
    tail = Buffer.alloc(0);
    phase = 'over';
    setTimeout(() => remote.close(), lingerMs).unref();
  });
  remote.stderr.on('data', (piece: Buffer) => {
    if (phase === 'running' || phase === 'over') return keep('err', masks.err.push(piece));
    complaints = Buffer.concat([complaints, piece]).subarray(-greetingBytes);
  });

  const exit = await remote.exit;
  clearTimeout(time);
  clearTimeout(patience);
  stop.removeEventListener('abort', onStop);
  keep('out', masks.out.push(tail));
  for (const stream of ['out', 'err'] as const) keep(stream, masks[stream].end());
  if (failure) return { kind: 'failed', error: failure };
  if (code !== null && !ending) return { kind: 'exit', code, signal: null };
  if (ending && (code !== null || exit.code !== null || exit.signal !== null))
    return { kind: ending, gone: true };
  if (ending && gaveUp) return { kind: ending, gone: false };
  if (exit.code === null && exit.signal === null) return { kind: 'lost' };
  if (phase === 'running') return { kind: 'exit', ...exit };
  return { kind: 'failed', error: noShell() };
}

/** A command once it has begun; null when the signal came first, and then it is closed. */
async function begun(
  starting: Promise<RemoteCommand>,
  signal: AbortSignal,
): Promise<RemoteCommand | null> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<null>((resolve) => {
    onAbort = () => resolve(null);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
  try {
    const first = await Promise.race([starting, aborted]);
    if (first === null)
      starting.then(
        (late) => late.close(),
        () => undefined,
      );
    return first;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function lastLine(bytes: Buffer): string {
  return bytes.toString().trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}

/** Stops reading for a moment. */
function rest(stream: Readable): void {
  stream.pause();
  setTimeout(() => stream.resume(), drainPauseMs).unref();
}
