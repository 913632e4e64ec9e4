import { procedures } from '../../contract/wire/server';
import type { VaultService } from './service';
import { passphraseStrength } from './strength';

const ok = { ok: true } as const;

export function vaultRpc(service: VaultService) {
  const { vault } = procedures;
  return {
    status: vault.status.handler(() => service.status()),
    strength: vault.strength.handler(({ input }) => passphraseStrength(input.passphrase)),
    create: vault.create.handler(async ({ input }) => ({
      recoveryKey: await service.create(input.passphrase, input.remember),
    })),
    unlock: vault.unlock.handler(async ({ input }) => {
      await service.unlock(input.passphrase, input.remember);
      return ok;
    }),
    unlockRemembered: vault.unlockRemembered.handler(async () => {
      await service.unlockRemembered();
      return ok;
    }),
    recover: vault.recover.handler(async ({ input }) => {
      await service.recover(input.recoveryKey, input.newPassphrase);
      return ok;
    }),
    changePassphrase: vault.changePassphrase.handler(async ({ input }) => {
      await service.changePassphrase(input.current, input.next);
      return ok;
    }),
    renewRecoveryKey: vault.renewRecoveryKey.handler(async ({ input }) => ({
      recoveryKey: await service.renewRecoveryKey(input.passphrase),
    })),
    lock: vault.lock.handler(async () => {
      await service.lock();
      return ok;
    }),
    forget: vault.forget.handler(() => {
      service.forget();
      return ok;
    }),
  };
}
