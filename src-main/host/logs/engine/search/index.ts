export { Expression, type ExpressionWords } from './expression';
export type { LinePlace, LineRange } from './line-chunks';
export { LineSet } from './line-set';
export { searchEngine, searchLines, type SearchOptions } from './search-lines';
