import type { FeatureDefinition } from '../workbench/index';
import { ChangesBackground } from './Background';

export { askChangeStatement, type ChangeQuestion } from './change-store';
export { type KeptStatement } from './change-memory';
export { useKeptStatement } from './use-kept-statement';

/** The questions of the change gate, for every feature that changes customers' systems. */
export const changes: FeatureDefinition = {
  id: 'changes',
  panels: {},
  Background: ChangesBackground,
};
