import { setTimeout as wait } from 'node:timers/promises';
import type { LogDocument } from '../engine/document';

/** Views know of another document a tenth of a second after it is there. */
const readOnMs = 2000;

/**
 * Closes a document that another has taken the place of, once nobody reads it any more.
 *
 * @param ended closes it at once
 */
export async function closeLater(document: LogDocument, ended: AbortSignal): Promise<void> {
  try {
    await wait(readOnMs, undefined, { signal: ended, ref: false });
  } catch {
    // All of the log is closed.
  }
  await document.close();
}
