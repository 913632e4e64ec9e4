export { Expression, type ExpressionWords } from './expression';
export type { LinePlace, LineRange } from './line-chunks';
export { LineSet } from './line-set';
export {
  filterRecords,
  RecordFilter,
  recordsOfLines,
  type FilteredLog,
  type UpdateOptions,
} from './record-filter';
export type { SearchedLog } from './record-scan';
export { countLines, searchLines, type SearchOptions } from './search-lines';
export { countInFile, searchFile, showFile, type FileCounts } from './search-file';
export type { ListedLines } from './line-listing';
export type { WalkedLine } from './line-walk';
export { searchMany, type FoundInLog, type FoundLine, type SearchOrder } from './search-many';
