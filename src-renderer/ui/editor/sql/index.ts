import type { SqlLanguage } from '../editor-types';
import type { SqlWords } from './grammar';

/** Words of each kind of SQL; fetched when the first editor of it is shown. */
export const sqlWordsOf: Readonly<Record<SqlLanguage, () => Promise<{ sqlWords: SqlWords }>>> = {
  postgresql: () => import('./postgresql'),
  mysql: () => import('./mysql'),
  oracle: () => import('./oracle'),
  sqlserver: () => import('./sqlserver'),
  hana: () => import('./hana'),
  sqlite: () => import('./sqlite'),
};
