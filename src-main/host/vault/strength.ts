import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { PassphraseStrength } from '../../contract/vault';

const strongScore = 3;
/** argon2id at our cost allows an attacker with good hardware about this many guesses a second. */
const guessesPerSecond = 10_000;

let estimator: ZxcvbnFactory | undefined;

/** Estimates how a passphrase would stand against guessing, and what would help. */
export function passphraseStrength(passphrase: string): PassphraseStrength {
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const result = estimator.check(passphrase.slice(0, 128));
  const advice: string[] = [];
  if ([...passphrase].length < 12) advice.push('longer');
  if (result.sequence.some((match) => match.pattern === 'dictionary')) advice.push('common-word');
  if (result.sequence.some((match) => match.pattern === 'repeat' || match.pattern === 'sequence'))
    advice.push('repetition');
  if (result.sequence.some((match) => match.pattern === 'date' || match.pattern === 'spatial'))
    advice.push('pattern');
  const score = passphrase === '' ? 0 : result.score;
  return {
    score,
    guessSeconds: result.guesses / guessesPerSecond,
    strong: score >= strongScore,
    advice: score >= strongScore ? [] : advice,
  };
}
