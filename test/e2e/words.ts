/** The words on the screen, by their keys, so that a step works in either language. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Language = 'zh-CN' | 'en';

/** Gives the text of a key such as `cases:create.submit`, with its parameters filled in. */
export type Words = (key: string, parameters?: Record<string, string | number>) => string;

const locales = join(import.meta.dirname, '..', '..', 'resources', 'locales');

function lookUp(language: Language, key: string, count: unknown): string {
  const [namespace = '', path = ''] = key.split(':');
  const text = readFileSync(join(locales, language, `${namespace}.json`), 'utf8');
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  let place = JSON.parse(text) as Record<string, unknown>;
  for (const part of parts) place = (place[part] ?? {}) as Record<string, unknown>;
  const form = language === 'en' && count === 1 ? 'one' : 'other';
  const found = place[last] ?? place[`${last}_${form}`];
  // An error is one sentence, or what happened and what to do next; the first is on the screen.
  const value = typeof found === 'object' && found !== null && 'what' in found ? found.what : found;
  if (typeof value !== 'string') throw new Error(`${language} has no text ${key}.`);
  return value;
}

/** The words of one language. Throws at a key that is missing. */
export function wordsOf(language: Language): Words {
  return (key, parameters = {}) =>
    lookUp(language, key, parameters['count']).replaceAll(
      /\{\{(\w+)\}\}/g,
      (_match, name: string) => {
        const value = parameters[name];
        if (value === undefined) throw new Error(`${key} needs the parameter ${name}.`);
        return String(value);
      },
    );
}
