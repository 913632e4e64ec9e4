import type { Inputs } from '../../../contract/index';
import type { ExportOptions } from '../../../contract/query-results';

/** Options as a call leaves them out. */
export type GivenOptions = Inputs['queries']['exportResult']['options'];

/** Options with their defaults. */
export function optionsOf(given: GivenOptions): ExportOptions {
  return {
    separator: ',',
    encoding: 'utf-8',
    newline: 'lf',
    header: true,
    nullText: '',
    guardFormulas: true,
    table: 'result',
    severity: false,
    ...given,
  };
}
