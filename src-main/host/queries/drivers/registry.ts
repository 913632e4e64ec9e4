import type { Dialect } from '../../../contract/dialects';
import { AppError } from '../../../contract/errors';
import type { DatabaseDriver } from './port';

/** Each driver's module, loaded when its first connection is opened. */
const loaders: Partial<Record<Dialect, () => Promise<{ driver: DatabaseDriver }>>> = {
  postgresql: () => import('./postgres/index'),
  mysql: () => import('./mysql/index'),
  sqlite: () => import('./sqlite/index'),
  sqlserver: () => import('./sqlserver/index'),
  oracle: () => import('./oracle/index'),
  hana: () => import('./hana/index'),
};

/**
 * The driver of a dialect.
 *
 * @throws AppError `sql.driver-missing` {dialect, detail} where its package is not installed
 */
export async function driverOf(dialect: Dialect): Promise<DatabaseDriver> {
  const load = loaders[dialect];
  if (!load) throw new AppError('sql.dialect-unsupported', { dialect });
  try {
    return (await load()).driver;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    const detail = message.split('\n')[0] ?? '';
    throw new AppError('sql.driver-missing', { dialect, detail }, { cause: error });
  }
}
