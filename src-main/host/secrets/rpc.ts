import { procedures } from '../../contract/wire/server';
import type { SecretsService } from './service';

const ok = { ok: true } as const;

export function secretsRpc(service: () => SecretsService) {
  const { secrets } = procedures;
  return {
    list: secrets.list.handler(() => service().list()),
    set: secrets.set.handler(({ input }) => {
      service().set(input.name, input.value);
      return ok;
    }),
    remove: secrets.remove.handler(({ input }) => {
      service().remove(input.name);
      return ok;
    }),
  };
}
