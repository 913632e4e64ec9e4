import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Environment, SavedQuery } from '../../../src-main/contract/index';
import { Busy, EmptyState } from '../../ui/index';
import { tabsAfterClose } from './console-draft';
import { ResultTabs } from './ResultTabs';
import { ResultView } from './ResultView';
import { RepeatButton } from './runs/RepeatButton';
import { useRowChanges } from './runs/row-changes';
import { WatchBar } from './runs/WatchBar';
import type { ConsoleModel } from './use-console';
import styles from './queries.module.css';

/** The lower half of a console: its results in tabs, or what to do for the first. */
export function ConsoleResult({
  model,
  query,
  environment,
  hint,
  onRetry,
}: {
  model: ConsoleModel;
  query: SavedQuery | undefined;
  environment: Environment;
  /** What the saved query shows; empty without one. */
  hint: string;
  onRetry: () => void;
}) {
  const { t } = useTranslation('queries');
  const view = useId();
  const { draft, keep, tabs, results, result, missing, watching } = model;
  const front = draft.resultId;
  const { changes, gone } = useRowChanges(watching.watch);
  const watch = watching.watch?.result.id === front ? watching.watch : null;
  if (front === null)
    return (
      <EmptyState sentence={t('console.noResult')} detail={hint || t('console.noResultDetail')} />
    );
  const close = (id: string): void => {
    if (id === watching.watch?.result.id) watching.dismiss();
    keep(tabsAfterClose(tabs, front, id));
  };
  return (
    <div className={styles['resultTabs']}>
      <ResultTabs
        tabs={tabs}
        front={front}
        results={results}
        panelId={view}
        onFront={(id) => keep({ tabs, resultId: id })}
        onClose={close}
      />
      {watch && (
        <WatchBar
          watch={watch}
          control={watching}
          gone={gone}
          environment={environment}
          results={results}
        />
      )}
      <div id={view} className={styles['resultView']}>
        {result ? (
          <ResultView
            // Runs of one statement after the other are one view: place and arrangement stay.
            key={watch?.first.id ?? result.id}
            result={result}
            changes={watch ? changes : undefined}
            tools={
              <RepeatButton
                result={result}
                savedKey={result.queryId === null ? [] : (query?.key ?? [])}
                environment={environment}
                control={watching}
              />
            }
            onRetry={onRetry}
          />
        ) : missing ? (
          <EmptyState sentence={t('result.gone')} />
        ) : (
          <Busy text={t('loading')} />
        )}
      </div>
    </div>
  );
}
