import type { DocumentRecord } from '../engine/document/lines';
import { Lane } from './lane';
import type { Member } from './member';

/** Bytes around a picked line in which its record is looked for. */
const aroundBytes = 64 * 1024;

/** The whole record that a picked line is of: only the line itself is in the view. */
export async function recordAround<Found extends { lane: Lane; record: DocumentRecord }>(
  { handle }: Member,
  found: Found,
  signal: AbortSignal,
): Promise<Pick<Found, 'record'> & { lane: Lane }> {
  const { offset } = found.record.first;
  const range = { at: offset, before: aroundBytes, after: aroundBytes };
  const { reader } = await handle.piece(range, signal);
  const line = await reader.lineAt(offset, signal);
  const record = line === null ? null : await reader.record(line, signal);
  return record ? { lane: new Lane(reader, 'record', null), record } : found;
}
