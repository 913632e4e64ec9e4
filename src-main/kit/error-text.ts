import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorParams } from '../contract/errors';

type Texts = { [key: string]: string | Texts };

/**
 * The words of an error's code, its placeholders filled, with the place in a statement where it is
 * known; of a refusal those of its reason. A code that has no words is given with its parameters.
 *
 * @param resources folder of the program's resources
 */
export function errorWords(
  resources: string,
  language: 'zh-CN' | 'en',
  code: string,
  params: ErrorParams,
): string {
  const read = (name: string): Texts =>
    JSON.parse(readFileSync(join(resources, 'locales', language, name), 'utf8')) as Texts;
  const texts = read('errors.json');
  const { reason, line, column } = params;
  const refused = code === 'sql.refused' && typeof reason === 'string';
  const said = refused ? wordsOf(read('queries.json'), `guard.${reason}`, params) : null;
  const words = said ?? wordsOf(texts, code, params) ?? `${code} ${JSON.stringify(params)}`;
  if (code.startsWith('sql.') && typeof line === 'number' && typeof column === 'number')
    return wordsOf(texts, 'sql.at-place', { ...params, text: words }) ?? words;
  // A failure on the way to a host: the cause's own words, with the place in front.
  return params['hopName'] === undefined
    ? words
    : (wordsOf(texts, 'ssh.at-hop', { ...params, text: words }) ?? words);
}

/** Null where there are none. */
function wordsOf(texts: Texts, code: string, params: ErrorParams): string | null {
  let text: string | Texts | undefined = texts;
  for (const key of code.split('.')) text = typeof text === 'object' ? text[key] : undefined;
  if (typeof text !== 'string') return null;
  return text.replace(/\{\{-?\s*(\w+)[^}]*\}\}/g, (_whole, name: string) =>
    String(params[name] ?? ''),
  );
}
