import type { LogChoices } from '../../../../contract/logs';
import type { ByteSource } from '../source';
import { RangeDocument } from './piece';
import type { Reading } from './reading';

/** So much of the begin is at hand before there is an index. */
export const headBytes = 128 * 1024;

/** The begin of the log, for until the index has come so far. */
export function headOf(
  source: ByteSource,
  reading: Reading,
  choices: LogChoices,
  signal?: AbortSignal,
): Promise<RangeDocument> {
  // The samples it is told by are the same bytes: they hold no surprise.
  const options = reading.readerOptions(source, choices.clockOffsetMs ?? 0, () => undefined);
  return RangeDocument.open({ at: 0, before: 0, after: headBytes }, options, signal);
}
