import { procedures } from '../../contract/wire/server';
import type { SettingsService } from './service';

const ok = { ok: true } as const;

export function settingsRpc(service: () => SettingsService) {
  const { settings } = procedures;
  return {
    all: settings.all.handler(() => service().all()),
    set: settings.set.handler(({ input }) => {
      service().set(input.key, input.value);
      return ok;
    }),
    viewState: settings.viewState.handler(({ input }) => ({
      value: service().viewState(input.key),
    })),
    setViewState: settings.setViewState.handler(({ input }) => {
      service().setViewState(input.key, input.value);
      return ok;
    }),
  };
}
