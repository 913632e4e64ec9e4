import type { DatabaseTarget, LoginRights, ServerIdentity } from './port';
import { driverOf } from './registry';

/** What a connection reaches and may do. */
export type ConnectionReport = ServerIdentity & LoginRights;

const limits = { connectMs: 10_000, statementMs: 10_000, lockMs: 5_000 };

/** Logs in, reads who answers and what the login may do, and leaves. @throws AppError as the session does */
export async function inspectConnection(
  target: DatabaseTarget,
  signal: AbortSignal = new AbortController().signal,
): Promise<ConnectionReport> {
  const driver = await driverOf(target.dialect);
  const session = await driver.open(target, limits, 'inspect', signal);
  try {
    return { ...session.identity, ...(await driver.rights(session)) };
  } finally {
    await session.close();
  }
}
