export { compileFormat, type CompileOptions } from './compile';
export { columnsOf, fieldsOf, type LogField } from './fields';
export { messageFinder, type MessagePlace } from './message';
export { readFormat, type ReadFormat } from './read';
export { loadFormats, FormatSet, type Format, type FormatProblem } from './set';
export { classifyLines, stackLines, type LineKind } from './stack';
export { startYear, yearsTooLate } from './year';
export { zoneName } from './zones';
