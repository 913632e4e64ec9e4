import { language } from 'monaco-editor/languages/definitions/mysql/mysql';
import { words, type SqlWords } from './grammar';
import { fromMonaco } from './monaco-words';

const own = fromMonaco(language);
/** Not reserved, and therefore not in Monaco's list (MySQL manual, “Keywords and Reserved Words”). */
const unreserved = words('COMMENT DEALLOCATE DO END FLUSH HANDLER OFFSET PREPARE RESET RETURNING');

/** Words of MySQL, and of MariaDB. */
export const sqlWords: SqlWords = {
  ...own,
  keywords: [...own.keywords, ...unreserved],
  backslash: true,
  hashComments: true,
  nameQuotes: '`',
};
