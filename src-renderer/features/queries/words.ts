import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { wordsIn, type QueryWords } from '../../../src-main/contract/index';
import { plainDisplay } from '../../ui/index';

/**
 * A query's text in the language of the screen. Queries are shared files: their words are hostile
 * text, so acting characters are made visible.
 */
export function wordsNow(words: QueryWords): string {
  return plainDisplay(wordsIn(words, i18next.language));
}

/** The same for components: follows a change of language. */
export function useWords(): (words: QueryWords) => string {
  const { i18n } = useTranslation();
  return (words) => plainDisplay(wordsIn(words, i18n.language));
}
