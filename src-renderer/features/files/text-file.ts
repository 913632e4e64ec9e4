import type { Outputs } from '../../../src-main/contract/index';

/** A text file as it was read. */
export type TextFile = Outputs['files']['readText'];
