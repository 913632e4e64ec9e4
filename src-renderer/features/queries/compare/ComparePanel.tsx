import { useTranslation } from 'react-i18next';
import type { ResultState } from '../../../../src-main/contract/index';
import { Busy, Button, EmptyState, ErrorState, formatCount } from '../../../ui/index';
import { errorText, usePanelTab, useWorkbench, type PanelProps } from '../../workbench/index';
import { isRunning, useResult } from '../use-run';
import { commonColumns } from './compare-key';
import { CompareHead } from './CompareHead';
import { DifferencesView } from './DifferencesView';
import { KeyButton } from './KeyButton';
import { askedOf, nameOf, type AskedComparison } from './open-comparison';
import { useComparison } from './use-comparison';
import panel from '../queries.module.css';
import styles from './compare.module.css';

/** Two kept results, row by row; no connection is needed. */
export default function ComparePanel({ params, panelId }: PanelProps) {
  const { t } = useTranslation('compare');
  const workbench = useWorkbench();
  const asked = askedOf(params);
  const before = useResult(asked.beforeId);
  const after = useResult(asked.afterId);
  usePanelTab({
    title: after.result ? t('tabOf', { name: nameOf(after.result) }) : t('tab'),
    production: [before, after].some(({ result }) => result?.environment === 'production'),
  });
  if (before.missing || after.missing)
    return (
      <EmptyState
        sentence={t('run.gone')}
        detail={t('run.goneDetail')}
        action={{ label: t('run.showKept'), onClick: () => workbench.run('queries.kept') }}
      />
    );
  if (!before.result || !after.result) return <Busy text={t('loading')} />;
  const change = (part: Partial<AskedComparison>): void =>
    workbench.updatePanel(panelId, { params: { ...asked, ...part } });
  return (
    <div className={panel['panel']}>
      <CompareHead
        before={before.result}
        after={after.result}
        onSwap={() => change({ beforeId: asked.afterId, afterId: asked.beforeId })}
      />
      <Compared asked={asked} before={before.result} after={after.result} onAsk={change} />
    </div>
  );
}

/** What is below the head: what differs, or why that cannot be told. */
function Compared({
  asked,
  before,
  after,
  onAsk,
}: {
  asked: AskedComparison;
  before: ResultState;
  after: ResultState;
  onAsk: (part: Partial<AskedComparison>) => void;
}) {
  const { t } = useTranslation('compare');
  const running = isRunning(before.state) || isRunning(after.state);
  const state = useComparison(asked, before, after, !running);
  const { comparison, key, error } = state;
  const keyButton = (
    <KeyButton
      asked={asked}
      columnsOfKey={key ?? []}
      before={before}
      after={after}
      onSubmit={onAsk}
    />
  );
  if (running) return <EmptyState sentence={t('run.running')} />;
  if (commonColumns(before.columns, after.columns).length === 0)
    return <EmptyState sentence={t('run.noCommon')} detail={t('run.noCommonDetail')} />;
  if (state.running)
    return (
      <div className={styles['waiting']}>
        <Busy
          text={
            key
              ? t('run.comparing', {
                  before: formatCount(before.rows),
                  after: formatCount(after.rows),
                })
              : t('run.guessing')
          }
        />
        <Button onClick={state.stop}>{t('run.stop')}</Button>
      </div>
    );
  if (error) return <ErrorState {...errorText(error)} onRetry={state.again} actions={keyButton} />;
  if (!comparison || !key)
    return (
      <EmptyState
        sentence={t('run.stopped')}
        action={{ label: t('run.again'), onClick: state.again }}
      />
    );
  return (
    <DifferencesView
      // Another comparison begins at its own first row.
      key={comparison.id}
      comparison={comparison}
      before={before}
      after={after}
      keyButton={keyButton}
      onGone={state.again}
      onSwap={() => onAsk({ beforeId: asked.afterId, afterId: asked.beforeId })}
    />
  );
}
