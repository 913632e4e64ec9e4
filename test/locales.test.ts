import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/node.mjs';
import { errorCodes } from '../src-main/contract/errors';
import {
  compareTexts,
  findMissingKeys,
  findMissingKeysIn,
  placeholders,
  readTexts,
  textsOf,
} from './locale-texts';

const chinese = readTexts(join(root, 'resources/locales/zh-CN'));
const english = readTexts(join(root, 'resources/locales/en'));
const hanCharacter = /\p{Script=Han}/u;

describe('the locales', () => {
  it('say the same in Chinese and English', () => {
    expect(compareTexts({ 'zh-CN': chinese, en: english })).toEqual([]);
  });

  it('have a text for every error', () => {
    const missing = (texts: typeof english) =>
      errorCodes.filter((code) => !texts.has(`errors:${code}`));
    expect({ 'zh-CN': missing(chinese), en: missing(english) }).toEqual({ 'zh-CN': [], en: [] });
  });

  it('have every key the renderer asks for', () => {
    expect(findMissingKeysIn(join(root, 'src-renderer'), english)).toEqual([]);
  });

  it('hold no text of the other language', () => {
    // A text of Han characters alone is the name of a language or script.
    const strayChinese = [...english].filter(
      ([, text]) => hanCharacter.test(text) && !/^\p{Script=Han}+$/u.test(text),
    );
    const strayEnglish = [...chinese].filter(
      ([, text]) => !hanCharacter.test(text) && /[a-z]{2,} [a-z]{2,}/.test(text),
    );
    expect({ strayChinese, strayEnglish }).toEqual({ strayChinese: [], strayEnglish: [] });
  });
});

describe('the locale check', () => {
  const compare = (zh: string, en: string) =>
    compareTexts({ 'zh-CN': textsOf('n', zh), en: textsOf('n', en) });

  it('names a missing key, an empty text and differing placeholders', () => {
    expect(
      compare('{"a":"甲","b":" ","c":"{{x}}"}', '{"b":"B","c":"{{y}}","d":{"e":"E"}}'),
    ).toEqual([
      'en n:a: missing',
      'n:c: placeholders differ (x | y)',
      'zh-CN n:b: empty',
      'zh-CN n:d.e: missing',
    ]);
  });

  it('asks each language for its own plural forms', () => {
    const zh = '{"n_other":"{{count}} 行"}';
    expect(compare(zh, '{"n_one":"one row","n_other":"{{count}} rows"}')).toEqual([]);
    expect(compare(zh, '{"n_other":"{{count}} rows"}')).toEqual([
      'en n:n_one: missing plural form',
    ]);
  });

  it('reads formatted and unescaped placeholders', () => {
    expect(placeholders('{{b, number}} {{- a }} {{b}}')).toEqual(['a', 'b']);
  });

  it('finds keys in sources, in their namespace', () => {
    const texts = textsOf(
      'cases',
      '{"title":"T","row_one":"r","row_other":"R","state":{"open":"O"}}',
    );
    const use = (key: string) => `const { t } = useTranslation('cases'); t(${key}); split('x');`;
    expect(findMissingKeys(use("'title'"), texts)).toEqual([]);
    expect(findMissingKeys(use("'row', { count }"), texts)).toEqual([]);
    expect(findMissingKeys(use('`state.${state}`'), texts)).toEqual([]);
    expect(findMissingKeys(use("'nothing'"), texts)).toEqual(['nothing']);
    expect(findMissingKeys(use('`colour.${state}`'), texts)).toEqual(['colour.…']);
    expect(findMissingKeys("t('logs:title')", texts)).toEqual(['logs:title']);
  });
});
