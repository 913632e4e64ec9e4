import { useTranslation } from 'react-i18next';
import { IconCircleCheck } from '@tabler/icons-react';
import { formatFullTime, HostileText, KeyValueList, PanelHeader, Section } from '../../ui/index';
import { type PanelReference } from '../workbench/index';
import { useConsoles } from './connections';
import { PlanSection } from './PlanSection';
import { useResult } from './use-run';
import styles from './queries.module.css';

const promises = ['one', 'functions', 'session', 'limits'] as const;

/** What protects the server, and where the result of the active panel came from. */
export function QueryInspector({ panel }: { panel: PanelReference }) {
  const { t } = useTranslation('queries');
  const facts = useConsoles((store) => store.facts[panel.id]);
  const shownId = panel.params['resultId'];
  const { result } = useResult(typeof shownId === 'string' ? shownId : (facts?.resultId ?? null));
  return (
    <>
      {facts?.plan && <PlanSection asked={facts.plan} />}
      <PanelHeader title={t('inspector.title')} />
      <Section title={t('inspector.guard')}>
        <ul className={styles['promises']}>
          {promises.map((promise) => (
            <li key={promise}>
              <IconCircleCheck size={15} aria-hidden="true" />
              {t(`inspector.promise.${promise}`)}
            </li>
          ))}
        </ul>
      </Section>
      {result && (
        <Section title={t('inspector.provenance')}>
          <KeyValueList
            items={[
              {
                key: 'started',
                label: t('inspector.started'),
                value: formatFullTime(result.startedAt),
                mono: true,
              },
              ...(result.server === ''
                ? []
                : [
                    {
                      key: 'server',
                      label: t('inspector.server'),
                      value: result.server,
                      mono: true,
                    },
                  ]),
              {
                key: 'database',
                label: t('inspector.database'),
                value: result.database,
                mono: true,
              },
              {
                key: 'username',
                label: t('inspector.username'),
                value: result.username,
                mono: true,
              },
              ...Object.entries(result.parameters).map(([name, value]) => ({
                key: `:${name}`,
                label: `:${name}`,
                value: <HostileText text={value ?? 'NULL'} />,
                mono: true,
              })),
            ]}
          />
        </Section>
      )}
    </>
  );
}
