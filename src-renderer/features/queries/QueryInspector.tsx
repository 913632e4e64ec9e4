import { useTranslation } from 'react-i18next';
import { PanelHeader } from '../../ui/index';
import { type PanelReference } from '../workbench/index';
import { CompareInspector } from './compare/CompareInspector';
import { useConsoles } from './connections';
import { GuardSection } from './inspector/GuardSection';
import { LoginSection } from './inspector/LoginSection';
import { ProvenanceSection } from './inspector/ProvenanceSection';
import { SavedQuerySection } from './inspector/SavedQuerySection';
import { PlanSection } from './PlanSection';
import { useResult } from './use-run';
import styles from './queries.module.css';

/** What belongs to the page in front. */
export function QueryInspector({ panel }: { panel: PanelReference }) {
  return panel.component === 'queries.compare' ? (
    <CompareInspector panel={panel} />
  ) : (
    <RunInspector panel={panel} />
  );
}

/** A plan, the saved query, what protects the server, and where the result in front came from. */
function RunInspector({ panel }: { panel: PanelReference }) {
  const { t } = useTranslation('queries');
  const facts = useConsoles((store) => store.facts[panel.id]);
  const plan = useConsoles((store) => store.plans[panel.id]);
  const showPlan = useConsoles((store) => store.showPlan);
  const textOf = (name: string): string | null => {
    const value = panel.params[name];
    return typeof value === 'string' ? value : null;
  };
  const inConsole = panel.component === 'queries.console';
  const { result } = useResult(facts ? facts.resultId : textOf('resultId'));
  const queryId = textOf('queryId') ?? result?.queryId ?? null;
  const guarded = inConsole || panel.component === 'queries.write' || result !== null;
  const endpointId = textOf('endpointId');
  return (
    <>
      {plan && <PlanSection asked={plan} onClose={() => showPlan(panel.id, null)} />}
      <PanelHeader title={t('inspector.title')} />
      {queryId !== null && (
        <SavedQuerySection
          id={queryId}
          edited={facts?.edited ?? false}
          noRows={result?.state === 'done' && result.rows === 0}
        />
      )}
      {guarded && (
        <GuardSection
          kind={panel.component === 'queries.write' ? 'writes' : 'reads'}
          verdict={inConsole ? (facts?.verdict ?? null) : null}
          result={inConsole ? null : result}
        />
      )}
      {result && <ProvenanceSection result={result} />}
      {queryId === null && !guarded && (
        <p className={styles['inspectorHint']}>{t('inspector.nothing')}</p>
      )}
      {inConsole && endpointId !== null && <LoginSection endpointId={endpointId} />}
    </>
  );
}
