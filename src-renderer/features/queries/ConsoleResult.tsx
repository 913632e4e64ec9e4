import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultState } from '../../../src-main/contract/index';
import { Busy, EmptyState } from '../../ui/index';
import { tabsAfterClose, type ConsoleDraft } from './console-draft';
import { ResultTabs } from './ResultTabs';
import { ResultView } from './ResultView';
import styles from './queries.module.css';

/** The lower half of a console: its results in tabs, or what to do for the first. */
export function ConsoleResult({
  front,
  tabs,
  results,
  result,
  missing,
  hint,
  onRetry,
  onChange,
}: {
  /** Result whose tab is in front; null without any. */
  front: string | null;
  tabs: readonly string[];
  results: readonly ResultState[];
  /** That in front, once it is known. */
  result: ResultState | null;
  /** It was discarded. */
  missing: boolean;
  /** What the saved query shows; empty without one. */
  hint: string;
  onRetry: () => void;
  onChange: (change: Pick<ConsoleDraft, 'tabs' | 'resultId'>) => void;
}) {
  const { t } = useTranslation('queries');
  const view = useId();
  if (front === null)
    return (
      <EmptyState sentence={t('console.noResult')} detail={hint || t('console.noResultDetail')} />
    );
  return (
    <div className={styles['resultTabs']}>
      <ResultTabs
        tabs={tabs}
        front={front}
        results={results}
        panelId={view}
        onFront={(id) => onChange({ tabs, resultId: id })}
        onClose={(id) => onChange(tabsAfterClose(tabs, front, id))}
      />
      <div id={view} className={styles['resultView']}>
        {result ? (
          <ResultView key={result.id} result={result} onRetry={onRetry} />
        ) : missing ? (
          <EmptyState sentence={t('result.gone')} />
        ) : (
          <Busy text={t('loading')} />
        )}
      </div>
    </div>
  );
}
