import { procedures } from '../../contract/wire/server';
import { restoreBackup } from './restore';
import type { ProfileService } from './service';

/** @param folder of the profile, where a backup may be restored while there is no vault */
export function profileRpc(service: () => ProfileService, folder: string) {
  const { profile } = procedures;
  return {
    info: profile.info.handler(() => service().info()),
    check: profile.check.handler(() => service().check()),
    backup: profile.backup.handler(({ input }) => service().backup(input.file, input.overwrite)),
    restore: profile.restore.handler(async ({ input }) => {
      await restoreBackup(input.file, folder, input.key);
      return { ok: true } as const;
    }),
  };
}
