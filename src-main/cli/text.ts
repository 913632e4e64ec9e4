import type { ErrorCode, ErrorParams } from '../contract/errors';
import { errorWords } from '../kit/error-text';
import { program } from '../kit/program';

/** Languages of the program. */
export type Language = 'zh-CN' | 'en';

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
  return errorWords(program().resources, language, code, params);
}
