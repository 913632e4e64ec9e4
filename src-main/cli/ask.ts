import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AppError } from '../contract/errors';

/**
 * Asks for the vault's passphrase on the terminal, without showing it; a new one twice.
 *
 * @throws AppError `vault.passphrase-needed` when there is no terminal
 */
export async function askPassphrase(kind: 'new' | 'existing'): Promise<string> {
  if (!process.stdin.isTTY) throw new AppError('vault.passphrase-needed');
  if (kind === 'existing') return ask('Passphrase: ');
  for (;;) {
    const first = await ask('Passphrase for the new profile: ');
    const second = await ask('The same again: ');
    if (first !== '' && first === second) return first;
    process.stderr.write('They differ. Please try again.\n');
  }
}

/** Asks for a secret on the terminal, without showing it. */
export function askSecret(prompt: string): Promise<string> {
  return ask(prompt);
}

/**
 * Asks for a line on the terminal; what is typed shows when `echo` is set.
 *
 * @returns null when it was given up by Ctrl+C or Ctrl+D
 */
export function askLine(prompt: string, echo: boolean): Promise<string | null> {
  return ask(prompt, echo).catch(() => null);
}

function ask(prompt: string, echo = false): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const output = echo ? process.stderr : silent;
  // Raw mode first: what is typed the moment the question appears must not show either.
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  process.stderr.write(prompt);
  return new Promise((resolve, reject) => {
    // Ctrl+C and Ctrl+D: raw mode gives no signal of its own.
    reader.once('SIGINT', () => reader.close());
    reader.once('close', () => reject(new AppError('vault.passphrase-needed')));
    reader.once('line', (line) => {
      resolve(line);
      reader.close();
    });
  }).finally(() => {
    if (!echo) process.stderr.write('\n');
  }) as Promise<string>;
}
