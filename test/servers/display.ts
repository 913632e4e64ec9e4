/** A private X display for Electron. */
import { requireProgram } from './parts';
import { startServerProcess, waitUntilReady } from './process';

/** A running X server without a screen. */
export interface Display {
  /** For the environment variable DISPLAY, such as `:101`. */
  readonly name: string;
  stop(): Promise<void>;
}

/** Starts Xvfb on a display number of its own choice, 1600 × 1000 pixels. */
export async function startDisplay(): Promise<Display> {
  const server = await startServerProcess(requireProgram('Xvfb'), [
    // Writes the number it has chosen to standard output once it answers (man 1 Xserver).
    '-displayfd',
    '1',
    '-screen',
    '0',
    '1600x1000x24',
    '-nolisten',
    'tcp',
  ]);
  let number: string | undefined;
  await waitUntilReady('Xvfb', server, () => {
    number = /^(\d+)$/m.exec(server.output())?.[1];
    return number ? Promise.resolve() : Promise.reject(new Error('no display number yet'));
  });
  return { name: `:${number}`, stop: () => server.stop('SIGTERM') };
}
