import { procedures } from '../../contract/wire/server';
import type { TunnelService } from './service';

const ok = { ok: true } as const;

export function tunnelsRpc(service: () => TunnelService) {
  const { tunnels } = procedures;
  return {
    list: tunnels.list.handler(() => service().list()),
    save: tunnels.save.handler(({ input }) => service().save(input)),
    remove: tunnels.remove.handler(async ({ input }) => {
      await service().remove(input.id);
      return ok;
    }),
    start: tunnels.start.handler(({ input }) => service().start(input.id, input.allowNetwork)),
    stop: tunnels.stop.handler(async ({ input }) => {
      await service().stop(input.id);
      return ok;
    }),
  };
}
