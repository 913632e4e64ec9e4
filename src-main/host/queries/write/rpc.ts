import { procedures } from '../../../contract/wire/server';
import type { WriteMode } from './index';

const ok = { ok: true } as const;

export function writeRpc(write: () => WriteMode) {
  const { queries } = procedures;
  return {
    planWrite: queries.planWrite.handler(async ({ input, signal }) => ({
      statements: await write().plan(input.dialect, input.sql, signal),
    })),
    openWrite: queries.openWrite.handler(({ input, signal }) => write().open(input, signal)),
    stepWrite: queries.stepWrite.handler(({ input }) => write().step(input.id, input.all)),
    cancelWrite: queries.cancelWrite.handler(({ input }) => {
      write().cancel(input.id);
      return ok;
    }),
    endWrite: queries.endWrite.handler(({ input }) => write().end(input.id, input.end)),
    followWrite: queries.followWrite.handler(({ input, context, signal }) =>
      context.session.credit.stream(write().follow(input.id, signal)),
    ),
    writes: queries.writes.handler(() => write().all()),
  };
}
