import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { AppError, errorCodes, type ErrorCode } from '../contract/errors';
import { program } from '../kit/program';

/** A long-running command of this program in a process of its own. */
export interface CommandChild {
  /** The JSON document it printed first. */
  first: unknown;
  /** Resolves when it has ended, for whatever reason. */
  ended: Promise<void>;
  /** Asks it to end and waits. */
  close(): Promise<void>;
}

const errorLineSchema = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
});

/**
 * Starts a command with `--json` and waits for its first line. The child ends when this
 * process does, because its channel closes.
 *
 * @throws AppError what the command failed with, or `failure` when it said nothing
 */
export async function startCommand(
  args: readonly string[],
  failure: ErrorCode,
): Promise<CommandChild> {
  const child = spawn(process.execPath, [join(program().bundles, 'cli.cjs'), '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new AppError(failure, { detail: 'no pipes' });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  // Not left to collect unread: a full pipe would stop the child.
  let lastWords = '';
  createInterface({ input: stderr }).on('line', (line) => {
    lastWords = line;
  });
  const first = await new Promise<unknown>((resolve, reject) => {
    const fail = (): void => reject(failureOf(lastWords, failure));
    child.once('error', fail);
    child.once('close', fail);
    const lines = createInterface({ input: stdout });
    lines.once('line', (line) => {
      try {
        resolve(JSON.parse(line));
      } catch {
        fail();
      }
    });
  });
  return {
    first,
    ended,
    close: async () => {
      // Closing the channel asks as a signal would, also on Windows, which has none.
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

function failureOf(lastWords: string, failure: ErrorCode): AppError {
  try {
    const { error } = errorLineSchema.parse(JSON.parse(lastWords));
    return new AppError(error.code, error.params);
  } catch {
    return new AppError(failure, { detail: lastWords });
  }
}
