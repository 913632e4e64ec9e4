import { useTranslation } from 'react-i18next';
import type { LogSource, LogView } from '../../../src-main/contract/logs';
import { Tag } from '../../ui/index';

type State = LogSource['state'];

const stateTone = {
  opening: 'neutral',
  fixed: 'neutral',
  connecting: 'info',
  live: 'ok',
  stale: 'warn',
  failed: 'error',
  elsewhere: 'info',
  closed: 'neutral',
} as const;

/** State of a log in one word; a file that nobody follows has none. */
export function StateTag({ state }: { state: State }) {
  const { t } = useTranslation('logs');
  return state === 'fixed' ? null : <Tag tone={stateTone[state]}>{t(`state.${state}`)}</Tag>;
}

/** The gravest first. */
const gravity: readonly State[] = [
  'failed',
  'stale',
  'connecting',
  'elsewhere',
  'opening',
  'live',
  'closed',
  'fixed',
];

/** The state of a view: that of the source that is worst off. */
export function ViewStateTag({ view }: { view: LogView }) {
  const state = gravity.find((name) => view.sources.some((source) => source.state === name));
  return state ? <StateTag state={state} /> : null;
}
