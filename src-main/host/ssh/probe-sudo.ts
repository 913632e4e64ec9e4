import type { ProbeAnswer } from './probe-shell';

/**
 * How one becomes root: `free` without a password, `password` with one, `terminal` only on a
 * terminal, `refused` not by this user, `none` because there is no sudo.
 */
export type SudoState = 'free' | 'password' | 'terminal' | 'refused' | 'none' | 'unknown';

/** Reads the answer to `sudo -n true`; the words are those of sudo's own catalogue, in English. */
export function readSudo({ stdout, stderr, code }: ProbeAnswer): SudoState {
  if (/^sudo=free\s*$/m.test(stdout)) return 'free';
  if (/must have a tty|no tty present/i.test(stderr)) {
    // sudo 1.8 says this also when it only lacks a way to ask for the password.
    return /askpass/i.test(stderr) ? 'password' : 'terminal';
  }
  if (/password is required/i.test(stderr)) return 'password';
  if (/not in the sudoers|not allowed to|may not run sudo/i.test(stderr)) return 'refused';
  if (code === 127 || /not found|No such file/i.test(stderr)) return 'none';
  return 'unknown';
}

/** Reads what came of one try with a password. */
export function readSudoPassword(answer: ProbeAnswer): 'works' | 'wrong' | SudoState {
  if (answer.code === 0) return 'works';
  if (/incorrect password|try again|no password was provided/i.test(answer.stderr)) return 'wrong';
  const state = readSudo(answer);
  // What it complains of in a language of its own can only be the password.
  return state === 'unknown' ? 'wrong' : state;
}
