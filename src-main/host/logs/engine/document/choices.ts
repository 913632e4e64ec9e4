import type { LogChoices } from '../../../../contract/log-views';

/** Nothing is decided by a person. */
export const noChoices: LogChoices = {
  encoding: null,
  format: null,
  zone: null,
  clockOffsetMs: null,
};
