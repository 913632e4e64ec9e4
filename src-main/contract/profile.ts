import { done, nothing, oc, timeSchema, z } from './common';

/** One line of an integrity check. */
export const profileCheckSchema = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      name: z.enum(['vault', 'store', 'foreign-keys', 'blobs', 'journal', 'notes']),
      ok: z.boolean(),
      /** English detail for support, e.g. the first broken page or blob. */
      detail: z.string().nullable(),
      count: z.number().int(),
    }),
  ),
});
export type ProfileCheck = z.infer<typeof profileCheckSchema>;

export const profile = {
  info: oc.input(nothing).output(
    z.object({
      folder: z.string(),
      bytes: z.number().int(),
      schemaVersion: z.number().int(),
      device: z.string(),
      lastBackup: timeSchema.nullable(),
    }),
  ),
  check: oc.input(nothing).output(profileCheckSchema),
  /** Writes an encrypted backup to a path on this machine. */
  backup: oc
    .input(z.object({ file: z.string().min(1), overwrite: z.boolean().default(false) }))
    .output(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() })),
  /**
   * Restores a backup into this profile, which must be new: no vault and no store. It
   * opens with the passphrase or recovery key of the time of the backup; unlock after.
   */
  restore: oc
    .input(
      z.object({
        file: z.string().min(1),
        key: z.union([
          z.object({ passphrase: z.string().min(1).max(1024) }),
          z.object({ recoveryKey: z.string().min(1).max(200) }),
        ]),
      }),
    )
    .output(done),
};
