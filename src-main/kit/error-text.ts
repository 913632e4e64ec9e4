import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorParams } from '../contract/errors';

type Texts = { [key: string]: string | Texts };

/**
 * The words of an error's code, its placeholders filled. A code that has no words is given
 * with its parameters.
 *
 * @param resources folder of the program's resources
 */
export function errorWords(
  resources: string,
  language: 'zh-CN' | 'en',
  code: string,
  params: ErrorParams,
): string {
  const path = join(resources, 'locales', language, 'errors.json');
  const texts = JSON.parse(readFileSync(path, 'utf8')) as Texts;
  const words = wordsOf(texts, code, params);
  // A failure on the way to a host: the cause's own words, with the place in front.
  return params['hopName'] === undefined
    ? words
    : wordsOf(texts, 'ssh.at-hop', { ...params, text: words });
}

function wordsOf(texts: Texts, code: string, params: ErrorParams): string {
  let text: string | Texts | undefined = texts;
  for (const key of code.split('.')) text = typeof text === 'object' ? text[key] : undefined;
  if (typeof text !== 'string') return `${code} ${JSON.stringify(params)}`;
  return text.replace(/\{\{-?\s*(\w+)[^}]*\}\}/g, (_whole, name: string) =>
    String(params[name] ?? ''),
  );
}
