import { language } from 'monaco-editor/languages/definitions/pgsql/pgsql';
import type { SqlWords } from './grammar';
import { fromMonaco } from './monaco-words';

/** Words of PostgreSQL. */
export const sqlWords: SqlWords = { ...fromMonaco(language), dollarQuotes: true };
