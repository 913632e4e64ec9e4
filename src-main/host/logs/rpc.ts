import { procedures } from '../../contract/wire/server';
import type { LogService } from './service';

const ok = { ok: true } as const;

export function logsRpc(service: () => LogService) {
  const { logs } = procedures;
  return {
    open: logs.open.handler(({ input }) => service().start(input.endpointId, input.lines)),
    list: logs.list.handler(() => service().list()),
    follow: logs.follow.handler(({ input, context, signal }) => {
      const { credit, signal: sessionEnd } = context.session;
      return credit.stream(service().follow(input.id, signal ?? sessionEnd));
    }),
    window: logs.window.handler(({ input }) => ({
      lines: service().window(input.id, input.from, input.count, input.matched),
    })),
    line: logs.line.handler(({ input }) => service().line(input.id, input.line)),
    filter: logs.filter.handler(({ input }) => service().filter(input.id, input.text)),
    close: logs.close.handler(async ({ input }) => {
      await service().close(input.id);
      return ok;
    }),
    reconnect: logs.reconnect.handler(({ input }) => {
      service().reconnect(input.id);
      return ok;
    }),
  };
}
