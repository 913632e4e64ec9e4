import type { LogChoices } from '../../../../contract/logs';
import type { ReadingOptions } from './reading';

/** How a document is opened. */
export interface DocumentOptions extends ReadingOptions {
  choices?: Partial<LogChoices> | undefined;
  /** What {@link saveIndex} was given last for an identity; null: nothing. */
  loadIndex?: ((identity: string) => Promise<Buffer | null>) | undefined;
  /** Keeps an index; the parts follow each other. A failure only costs time at the next opening. */
  saveIndex?: ((identity: string, parts: readonly Buffer[]) => Promise<void>) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * What happened to a document.
 * - `progress`: more of it is indexed, or more of a packed log is known.
 * - `indexed`: all of it is.
 * - `grown`: it has more bytes; lines known before stay as they are.
 * - `restarted`: it is read anew, because it says something else now or is read in another way.
 * - `problem`: see `LogDocument.problem`.
 */
export type DocumentEvent = 'progress' | 'indexed' | 'grown' | 'restarted' | 'problem';
