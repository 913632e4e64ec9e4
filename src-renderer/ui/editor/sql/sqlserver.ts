import { language } from 'monaco-editor/languages/definitions/sql/sql';
import type { SqlWords } from './grammar';
import { fromMonaco } from './monaco-words';

/** Words of Transact-SQL. */
export const sqlWords: SqlWords = { ...fromMonaco(language), nameQuotes: '[' };
