import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode, ErrorParams } from '../contract/errors';
import { program } from '../kit/program';

/** Languages of the program. */
export type Language = 'zh-CN' | 'en';

type Texts = { [key: string]: string | Texts };

/** The language of the terminal's locale (POSIX: LC_ALL, LC_MESSAGES, LANG, in this order). */
export function terminalLanguage(environment: NodeJS.ProcessEnv = process.env): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** The words of an error's code, its placeholders filled. */
export function errorText(
  code: ErrorCode,
  params: ErrorParams,
  language: Language = terminalLanguage(),
): string {
  const path = join(program().resources, 'locales', language, 'errors.json');
  let text: string | Texts | undefined = JSON.parse(readFileSync(path, 'utf8')) as Texts;
  for (const key of code.split('.')) text = typeof text === 'object' ? text[key] : undefined;
  if (typeof text !== 'string') return `${code} ${JSON.stringify(params)}`;
  return text.replace(/\{\{-?\s*(\w+)[^}]*\}\}/g, (_whole, name: string) =>
    String(params[name] ?? ''),
  );
}
