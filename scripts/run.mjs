/** Running other programs from scripts. */
import { spawn } from 'node:child_process';

function waitFor(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/** Runs a program whose output goes to the terminal; gives its exit code. */
export async function runLoudly(command, args, options = {}) {
  return waitFor(spawn(command, args, { stdio: 'inherit', ...options }));
}

/** Runs a program and gives its exit code and all its output. */
export async function runAndRead(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  const code = await waitFor(child);
  return { code, output };
}

/** Runs a program silently. Throws with all its output when it fails. */
export async function runQuietly(command, args, options = {}) {
  const { code, output } = await runAndRead(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}
