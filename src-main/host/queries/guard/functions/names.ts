import type { Dialect } from '../../../../contract/dialects';
import { functionNames } from '../postgres/functions';
import { functionLists, type ParsedDialect } from './index';

/** Names of functions that a statement of a dialect may call without a dot. */
export function allowedFunctions(dialect: Dialect): ReadonlySet<string> {
  return dialect === 'postgresql' ? functionNames : functionLists[dialect].functions;
}

/** Functions of the server's own packages or schemas that may be called by a dotted name, in upper case. */
export function allowedPackageCalls(dialect: ParsedDialect): ReadonlySet<string> {
  return functionLists[dialect].dotted;
}
