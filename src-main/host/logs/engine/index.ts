/** Reads logs of any size: no profile, no network; the command line uses it too. */
export type { ByteSource, SourceChange } from './source';
export type { IndexBlock, LevelCounts, LineFact, LogIndex } from './log-index';
export { MemorySource, openLocal, type OpenOptions } from './sources/index';
