import { language } from 'monaco-editor/languages/definitions/mysql/mysql';
import type { SqlWords } from './grammar';
import { fromMonaco } from './monaco-words';

/** Words of MySQL, and of MariaDB. */
export const sqlWords: SqlWords = {
  ...fromMonaco(language),
  backslash: true,
  hashComments: true,
  nameQuotes: '`',
};
