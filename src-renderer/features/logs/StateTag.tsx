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
export function StateTag({ source: { state, error } }: { source: LogSource }) {
  const { t } = useTranslation('logs');
  if (state === 'fixed') return null;
  // A zip of several files has not failed: it asks which of them is meant.
  if (error?.code === 'logs.archive-entries') return <Tag tone="info">{t('archive.choose')}</Tag>;
  return <Tag tone={stateTone[state]}>{t(`state.${state}`)}</Tag>;
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
  const [worst] = view.sources.toSorted(
    (a, b) => gravity.indexOf(a.state) - gravity.indexOf(b.state),
  );
  return worst ? <StateTag source={worst} /> : null;
}
