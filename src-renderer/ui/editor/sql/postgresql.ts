import { language } from 'monaco-editor/languages/definitions/pgsql/pgsql';
import { words, type SqlWords } from './grammar';
import { fromMonaco } from './monaco-words';

const own = fromMonaco(language);
/** Not reserved, and therefore not in Monaco's list (PostgreSQL manual, “SQL Key Words”). */
const unreserved = words(`
  ABORT BY CALL CLUSTER COMMENT COPY DECLARE DISCARD LISTEN NOTIFY OVER PARTITION RECURSIVE REFRESH REINDEX RESET SHOW
  UNLISTEN VACUUM`);

/** Words of PostgreSQL. */
export const sqlWords: SqlWords = {
  ...own,
  keywords: [...own.keywords, ...unreserved],
  dollarQuotes: true,
};
