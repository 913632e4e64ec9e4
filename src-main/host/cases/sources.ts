import type { z } from 'zod';
import type { EvidenceSource, FileOrigin, TranscriptProvenance } from '../../contract/cases';
import type { logProvenanceSchema } from '../../contract/log-evidence';
import type { resultProvenanceSchema } from '../../contract/query-results';

/** Where log lines come from; their hash is taken when they are stored. */
export type LogOrigin = Omit<z.infer<typeof logProvenanceSchema>, 'kind' | 'sha256'>;
/** Where rows come from; their hash is taken when they are stored. */
export type ResultOrigin = Omit<z.infer<typeof resultProvenanceSchema>, 'kind' | 'sha256'>;

/** Where a transcript comes from; its hash is taken when it is stored. */
export type TranscriptOrigin = Omit<TranscriptProvenance, 'kind' | 'sha256'>;

/** Bytes taken from what is on the screen, exactly as they were received. */
export interface Excerpt<Origin> {
  title: string;
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  origin: Origin;
}

/** Whoever holds views of logs. */
export interface LogSource {
  /**
   * The original bytes of rows of a view, line ends included, in the order of the view.
   *
   * @throws AppError `logs.tail-gone`, `logs.rows-moved`, `logs.too-many-rows`
   */
  excerpt(selection: Extract<EvidenceSource, { kind: 'log' }>): Promise<Excerpt<LogOrigin>>;
}

/** Whoever holds query results. */
export interface ResultSource {
  /**
   * Rows of a result, or what differs between two, as JSON lines: each row an array of texts and
   * nulls, ended by LF.
   *
   * @throws AppError `sql.result-gone`, `sql.comparison-gone`
   */
  excerpt(
    selection: Extract<EvidenceSource, { kind: 'result' | 'comparison' }>,
  ): Excerpt<ResultOrigin>;
}

/** Whoever holds recordings of terminals and transcripts of runs. */
export interface TranscriptSource {
  /**
   * A recording as it stands now, or a text selected in it.
   *
   * @param id the recording, or the run
   * @param selection text selected on the screen; null takes the whole recording
   * @throws AppError `terminals.transcript-missing`, `runbooks.still-running`
   */
  excerpt(
    origin: TranscriptProvenance['origin'],
    id: string,
    selection: string | null,
  ): Promise<Excerpt<TranscriptOrigin>>;
}

/** Whoever reads files of hosts. */
export interface FileSource {
  /**
   * A whole file of a host as it is now; its title is its name.
   *
   * @param path as in `filePlaceSchema` of the contract
   * @throws AppError `file.too-large` beyond `largestFileBytes`, `files.missing`, `files.denied`, …
   */
  excerpt(endpointId: string, path: string): Promise<Excerpt<FileOrigin>>;
}
