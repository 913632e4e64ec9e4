import { AppError } from '../../contract/errors';
import type { ProfileCheck } from '../../contract/profile';
import { databaseError } from '../../kit/database';
import { vaultCopiesHealthy } from '../../kit/vault';
import type { OpenProfile } from './open';

/** What other features keep in a profile; only they can tell. */
export interface ProfileUses {
  /** SHA-256 of every content that evidence refers to. */
  contents(): string[];
  /** How many notes there are, and which cannot be read. */
  checkNotes(): { notes: number; broken: string[] };
}

type CheckLine = ProfileCheck['checks'][number];

/**
 * Checks everything a profile holds: both copies of the wrapped key, SQLite's own
 * integrity and foreign keys, the hash of every attachment, gaps in the journal.
 *
 * @param uses what the features keep: hashes of contents, and documents of notes
 * @param onProgress called with 0 to 1
 */
export async function checkProfile(
  profile: OpenProfile,
  uses: ProfileUses,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<ProfileCheck> {
  const checks: CheckLine[] = [
    line(
      'vault',
      vaultCopiesHealthy(profile.folder)
        ? []
        : ['one of the two copies of the wrapped key is missing or damaged'],
      2,
    ),
    readable('store', () => integrity(profile)),
    readable('foreign-keys', () => foreignKeys(profile)),
    readable('journal', () => journal(profile)),
    readable('notes', () => notes(uses)),
  ];
  let contents: string[] = [];
  const listed = readable('blobs', () => {
    contents = uses.contents();
    return line('blobs', [], contents.length);
  });
  checks.push(listed.ok ? await blobs(profile, contents, onProgress, signal) : listed);
  return { ok: checks.every((check) => check.ok), checks };
}

function line(name: CheckLine['name'], problems: string[], count: number): CheckLine {
  return { name, ok: problems.length === 0, detail: problems[0] ?? null, count };
}

/** A damaged page of the store is a finding of the check that meets it, not the end of all. */
function readable(name: CheckLine['name'], check: () => CheckLine): CheckLine {
  try {
    return check();
  } catch (error) {
    const cause = databaseError(error, '');
    if (!(cause instanceof AppError) || cause.code !== 'profile.damaged') throw error;
    return line(name, ['its part of the store cannot be read'], 0);
  }
}

function notes(uses: ProfileUses): CheckLine {
  const { notes: count, broken } = uses.checkNotes();
  return line(
    'notes',
    broken.map((id) => `note ${id} does not say what its document says`),
    count,
  );
}

function integrity(profile: OpenProfile): CheckLine {
  const rows = profile.db.pragma('integrity_check(10)') as { integrity_check: string }[];
  const problems = rows.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  const pages = profile.db.pragma('page_count', { simple: true }) as number;
  return line('store', problems, pages);
}

function foreignKeys(profile: OpenProfile): CheckLine {
  const rows = profile.db.pragma('foreign_key_check') as { table: string; rowid: number }[];
  return line(
    'foreign-keys',
    rows.map((row) => `${row.table} row ${row.rowid} points nowhere`),
    rows.length,
  );
}

function journal(profile: OpenProfile): CheckLine {
  const device = profile.journal.health();
  const problems = [];
  if (!device) problems.push('the device row is missing');
  else if (device.highest !== device.counter)
    problems.push(`the counter is ${device.counter} but the last change is ${device.highest}`);
  else if (device.ops !== device.counter)
    problems.push(`${device.counter - device.ops} changes are missing`);
  return line('journal', problems, device?.ops ?? 0);
}

async function blobs(
  profile: OpenProfile,
  inUse: readonly string[],
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<CheckLine> {
  const problems: string[] = [];
  for (const [index, sha256] of inUse.entries()) {
    signal.throwIfAborted();
    if (!profile.blobs.verify(sha256)) problems.push(`content ${sha256} is missing or changed`);
    onProgress((index + 1) / inUse.length);
    // Lets other calls through between large attachments.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return line('blobs', problems, inUse.length);
}
