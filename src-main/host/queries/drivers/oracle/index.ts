import type { DatabaseDriver } from '../port';
import { rightsOf } from './rights';
import { openSession } from './session';

/**
 * Oracle: by its protocol from 12.1 on, over a client library, or by `sqlplus` on its host where
 * neither will do. Never run against a real one: unproven.
 */
export const driver: DatabaseDriver = {
  open: async (target, limits, mode, signal) => {
    if (target.oracle.driver !== 'sqlplus') return openSession(target, limits, mode, signal);
    const { openSqlplus } = await import('../sqlplus/index');
    return openSqlplus(target, limits, mode, signal);
  },
  rights: rightsOf,
};
