import { createHash } from 'node:crypto';
import { AppError } from '../../contract/errors';
import type { Inputs, Outputs } from '../../contract/index';
import { decodeName, join, nameOf, parentOf, tokenOf } from './paths';
import { partNameOf } from './part';
import type { FileSide, FileState } from './side';
import { decodeText, encodeText } from './text';

/** Largest text file that is shown and edited. */
const editLimit = 2_000_000;

/** What of an edit has to be known before it is let through and written down. */
export interface Edit extends Pick<
  Inputs['files']['writeText'],
  'text' | 'encoding' | 'byteOrderMark' | 'version'
> {
  path: Buffer;
}

/**
 * Reads a text file and finds out its encoding.
 *
 * @throws AppError `files.too-large-to-edit`, `files.not-text`, `files.…`
 */
export async function readText(
  side: FileSide,
  path: Buffer,
): Promise<Outputs['files']['readText']> {
  const { bytes } = await readFile(side, path);
  const decoded = decodeText(bytes, side.encoding);
  if (!decoded) throw new AppError('files.not-text', { path: decodeName(path, side.encoding) });
  return { ...decoded, bytes: bytes.length, version: versionOf(bytes) };
}

/**
 * Writes a text file: a backup copy beside it, a new file in its place at once, with the mode
 * it had and, where this user may, its owner. A link stays one: what it leads to is written.
 *
 * @throws AppError `files.changed-meanwhile`, `files.not-encodable`, `files.not-text`, `files.…`
 */
export async function writeText(
  side: FileSide,
  { path: asked, text, encoding, byteOrderMark, version }: Edit,
  now: Date,
): Promise<{ version: string; backupPath: string; sha256: string; bytes: number }> {
  const path = await side.realPath(asked);
  const shown = decodeName(path, side.encoding);
  const { bytes, state } = await readFile(side, path);
  if (versionOf(bytes) !== version)
    throw new AppError('files.changed-meanwhile', { path: shown, host: side.host });
  const decoded = decodeText(bytes, side.encoding);
  if (!decoded || decoded.broken) throw new AppError('files.not-text', { path: shown });
  const content = encodeText(text, decoded.text, encoding, byteOrderMark);

  const backup = await writeBackup(side, path, bytes, state, now);
  const part = join(parentOf(path), partNameOf(nameOf(path)));
  // One that an earlier attempt left; it never is the file itself.
  await side.removeFile(part).catch(unlessMissing);
  try {
    await side.writeNew(part, content, state.mode);
    await keepOwner(side, part, state);
    await side.replace(part, path);
  } catch (error) {
    await side.removeFile(part).catch(() => undefined);
    throw error;
  }
  return {
    version: versionOf(content),
    backupPath: tokenOf(backup),
    sha256: sha256Of(content),
    bytes: content.length,
  };
}

async function readFile(
  side: FileSide,
  path: Buffer,
): Promise<{ bytes: Buffer; state: FileState }> {
  const state = await side.stat(path);
  if (state.kind !== 'file')
    throw new AppError('files.not-text', { path: decodeName(path, side.encoding) });
  const bytes = await side.readWhole(path, editLimit);
  if (!bytes)
    throw new AppError('files.too-large-to-edit', {
      path: decodeName(path, side.encoding),
      megabytes: editLimit / 1_000_000,
    });
  return { bytes, state };
}

/** A copy under a name that no other has: `name.bak-YYYYMMDDHHMMSS`, in UTC. */
async function writeBackup(
  side: FileSide,
  path: Buffer,
  bytes: Buffer,
  state: FileState,
  now: Date,
): Promise<Buffer> {
  const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  for (let number = 0; ; number += 1) {
    const ending = `.bak-${stamp}${number === 0 ? '' : `-${number}`}`;
    const backup = Buffer.concat([path, Buffer.from(ending)]);
    try {
      await side.writeNew(backup, bytes, state.mode);
    } catch (error) {
      if (error instanceof AppError && error.code === 'files.exists' && number < 99) continue;
      throw error;
    }
    await keepOwner(side, backup, state);
    if (state.changedAt !== null) await side.setTimes(backup, state.changedAt);
    return backup;
  }
}

/** Only root may give files away; a group can be kept by its members. */
async function keepOwner(side: FileSide, path: Buffer, { uid, gid }: FileState): Promise<void> {
  if (uid === null || gid === null) return;
  const now = await side.stat(path);
  if (now.uid === uid && now.gid === gid) return;
  await side.setOwner(path, uid, gid).catch(async (error: unknown) => {
    if (!(error instanceof AppError) || !error.code.startsWith('files.')) throw error;
    if (now.uid !== null) await side.setOwner(path, now.uid, gid).catch(() => undefined);
  });
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'files.missing') throw error;
}

/** State of a file to compare it with later: its content. */
function versionOf(bytes: Buffer): string {
  return `${bytes.length}-${sha256Of(bytes)}`;
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
