import { done, nothing, oc, z } from './common';

/**
 * The vault of a profile: one random data key, wrapped by the passphrase
 * (argon2id) and by the recovery key; everything in the profile folder is
 * encrypted under keys derived from it.
 */
export const vaultStatusSchema = z.object({
  /** `none`: a new profile, first run asks for a passphrase. */
  state: z.enum(['none', 'locked', 'unlocked']),
  /** Name of the profile folder, never its customers or hosts. */
  profile: z.string(),
  /** Prefix of this device's case numbers, once the vault is open. */
  device: z.string().nullable(),
  demo: z.boolean(),
  /** Whether the operating system's keyring can be used here. */
  keyringAvailable: z.boolean(),
  /** Whether this device remembers the key in that keyring. */
  remembered: z.boolean(),
  version: z.string(),
  /** Set when the vault or store needs attention before it opens, e.g. one of two vault copies was repaired. */
  notices: z.array(z.enum(['vault-copy-repaired'])),
});
export type VaultStatus = z.infer<typeof vaultStatusSchema>;

export const passphraseSchema = z.string().min(1).max(1024);

export const passphraseStrengthSchema = z.object({
  /** 0 (guessed at once) to 4 (very strong). */
  score: z.number().int().min(0).max(4),
  /** Estimated offline guessing time at 10,000 guesses a second, in seconds. */
  guessSeconds: z.number(),
  /** 3 or more; a weaker one needs a deliberate second step in the view. */
  strong: z.boolean(),
  /** i18n keys below `vault.strength` that say what would help. */
  advice: z.array(z.string()),
});
export type PassphraseStrength = z.infer<typeof passphraseStrengthSchema>;

export const vault = {
  status: oc.input(nothing).output(vaultStatusSchema),
  strength: oc
    .input(z.object({ passphrase: z.string().max(1024) }))
    .output(passphraseStrengthSchema),
  /** Creates the vault and the store; the recovery key is shown this once. */
  create: oc
    .input(z.object({ passphrase: passphraseSchema, remember: z.boolean().default(false) }))
    .output(z.object({ recoveryKey: z.string() })),
  unlock: oc
    .input(z.object({ passphrase: passphraseSchema, remember: z.boolean().default(false) }))
    .output(done),
  /** Opens with the key the operating system's keyring remembers. */
  unlockRemembered: oc.input(nothing).output(done),
  /** Opens with the recovery key and sets a new passphrase. */
  recover: oc
    .input(z.object({ recoveryKey: z.string().max(200), newPassphrase: passphraseSchema }))
    .output(done),
  changePassphrase: oc
    .input(z.object({ current: passphraseSchema, next: passphraseSchema }))
    .output(done),
  /** Makes a new recovery key; the old one stops working. */
  renewRecoveryKey: oc
    .input(z.object({ passphrase: passphraseSchema }))
    .output(z.object({ recoveryKey: z.string() })),
  lock: oc.input(nothing).output(done),
  /** Forgets the key in the operating system's keyring. */
  forget: oc.input(nothing).output(done),
};
