import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Words } from '../../../src-main/contract/index';
import { plainDisplay } from '../../ui/index';

/**
 * The text in a language. Runbooks are shared files: their words are hostile text, so acting
 * characters are made visible.
 */
export function wordsIn(language: string, words: Words): string {
  return plainDisplay(language.startsWith('zh') ? words.zh : words.en);
}

/** The text in the language of the screen, for commands and handlers. */
export function wordsNow(words: Words): string {
  return wordsIn(i18next.language, words);
}

/** Picks the reader's language of a runbook's texts; follows a change of language. */
export function useWords(): (words: Words) => string {
  const { i18n } = useTranslation();
  return (words) => wordsIn(i18n.language, words);
}
