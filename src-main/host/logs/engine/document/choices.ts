import type { LogChoices } from '../../../../contract/logs';

/** Nothing is decided by a person. */
export const noChoices: LogChoices = {
  encoding: null,
  format: null,
  zone: null,
  clockOffsetMs: null,
};
