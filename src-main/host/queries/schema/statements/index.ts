import type { Dialect } from '../../../../contract/dialects';
import type { SchemaStatements } from './form';
import { hana } from './hana';
import { mysql } from './mysql';
import { oracle } from './oracle';
import { postgresql } from './postgresql';
import { sqlite } from './sqlite';
import { sqlserver } from './sqlserver';

const statements: Readonly<Record<Dialect, SchemaStatements>> = {
  postgresql,
  mysql,
  oracle,
  sqlserver,
  hana,
  sqlite,
};

export function statementsOf(dialect: Dialect): SchemaStatements {
  return statements[dialect];
}
