import { describe, expect, it } from 'vitest';
import { newRecoveryKey, parseRecoveryKey } from './recovery-key';

describe('a recovery key', () => {
  it('has eight groups of five characters and comes back as the same 24 bytes', () => {
    for (let round = 0; round < 200; round++) {
      const key = newRecoveryKey();
      expect(key).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}$/);
      const secret = parseRecoveryKey(key);
      expect(secret).toHaveLength(24);
      expect(parseRecoveryKey(key.toLowerCase().replaceAll('-', ' '))).toEqual(secret);
    }
  });

  it('may be typed with the letters that look like its digits', () => {
    const key = newRecoveryKey();
    expect(parseRecoveryKey(key.replaceAll('0', 'o').replaceAll('1', 'l'))).toEqual(
      parseRecoveryKey(key),
    );
  });

  it('is not accepted too short, too long, or with characters it has not', () => {
    const key = newRecoveryKey();
    for (const typed of [
      '',
      key.slice(0, -1),
      `${key}0`,
      key.replace(/.$/, 'U'),
      key.replace(/.$/, '中'),
    ])
      expect(parseRecoveryKey(typed)).toBeNull();
  });

  it('tells nearly every typing mistake by its check sum', () => {
    const key = newRecoveryKey().replaceAll('-', '');
    let noticed = 0;
    for (let place = 0; place < key.length; place++) {
      const wrong = key[place] === '7' ? '8' : '7';
      if (parseRecoveryKey(key.slice(0, place) + wrong + key.slice(place + 1)) === null) noticed++;
    }
    expect(noticed).toBeGreaterThan(35);
  });
});
