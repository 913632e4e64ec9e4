import type { Dialect } from '../../../../contract/dialects';
import { functionNames } from '../postgres/functions';
import { functionLists } from './index';

/** Names of functions that a statement of a dialect may call without a dot. */
export function allowedFunctions(dialect: Dialect): ReadonlySet<string> {
  return dialect === 'postgresql' ? functionNames : functionLists[dialect].functions;
}
