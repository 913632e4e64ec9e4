import type { DocumentRecord } from '../engine/document/lines';
import type { LineReader } from '../engine/document/reader';
import type { LogHandle } from './handle';

/** Bytes around a line in which its record is looked for. */
const aroundBytes = 64 * 1024;

/** The record that holds a place of a log, and what reads its lines; null where there is none. */
export async function recordAround(
  handle: LogHandle,
  offset: number,
  signal?: AbortSignal,
): Promise<{ reader: LineReader; record: DocumentRecord } | null> {
  const range = { at: offset, before: aroundBytes, after: aroundBytes };
  const { reader } = await handle.piece(range, signal);
  const line = await reader.lineAt(offset, signal);
  const record = line === null ? null : await reader.record(line, signal);
  return record && { reader, record };
}
