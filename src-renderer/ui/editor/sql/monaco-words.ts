import type { languages } from 'monaco-editor/editor/editor.api';
import type { SqlWords } from './grammar';

/** The words of one of Monaco's grammars, which call JOIN and AND operators and leave BY out. */
export function fromMonaco(language: languages.IMonarchLanguage): SqlWords {
  const list = (name: string): string[] => (language[name] as string[] | undefined) ?? [];
  const operators = list('operators').filter((word) => /^[A-Z]/.test(word));
  const functions = list('builtinFunctions');
  return { keywords: [...list('keywords'), ...operators, 'BY'], functions };
}
