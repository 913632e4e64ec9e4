/** Reads logs of any size: no profile, no network; the command line uses it too. */
export { LogDocument, type DocumentEvent, type DocumentOptions } from './document';
export { noChoices } from './document/choices';
export type { DocumentLine, DocumentRecord, FoundTime } from './document/lines';
export { RangeDocument, type PieceRange } from './document/piece';
export { LogPieces, type PiecesOptions } from './document/pieces';
export { ReadableLines } from './document/readable';
export type { IndexBlock, LevelCounts, LineFact, LogIndex } from './log-index';
export type { ByteSource, SourceChange } from './source';
export * from './sources/index';
export * from './search/index';
