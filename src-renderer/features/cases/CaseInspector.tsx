import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  formatFullTime,
  KeyValueList,
  PanelHeader,
  Section,
  SelectList,
  EvidencePin,
} from '../../ui/index';
import { useHostQuery, useWorkbench, type PanelReference } from '../workbench/index';
import { CaseStatusMark } from './CaseListPanel';
import { placeText, useSystemPlaces } from './case-queries';
import { openEvidence } from './EvidenceCard';

/** Facts about the case of the active panel, and its evidence. */
export function CaseInspector({ panel }: { panel: PanelReference }) {
  const { t } = useTranslation('cases');
  const workbench = useWorkbench();
  const caseId = typeof panel.params['caseId'] === 'string' ? panel.params['caseId'] : '';
  const evidenceId = panel.params['evidenceId'];
  const places = useSystemPlaces();
  const [chosen, setChosen] = useState<string>();
  const selected = chosen ?? (typeof evidenceId === 'string' ? evidenceId : undefined);
  const { data } = useHostQuery(
    ['cases', 'get', caseId],
    (host) => host.cases.get({ id: caseId }),
    { enabled: caseId !== '' },
  );
  if (!data) {
    return (
      <>
        <PanelHeader title={t('inspector.title')} />
        <Section title={t('inspector.nothing')}>
          <p className="fb-muted fb-small">{t('inspector.nothingDetail')}</p>
        </Section>
      </>
    );
  }
  const item = data.case;
  const place = places.get(item.systemId ?? '');
  const kept = data.evidence.filter((evidence) => !evidence.removed);
  return (
    <>
      <PanelHeader title={item.number} />
      <Section title={t('inspector.facts')}>
        <KeyValueList
          items={[
            {
              key: 'status',
              label: t('field.status'),
              value: <CaseStatusMark status={item.status} />,
            },
            { key: 'priority', label: t('field.priority'), value: t(`priority.${item.priority}`) },
            { key: 'system', label: t('field.system'), value: placeText(place) || t('noSystem') },
            ...(item.reporter === ''
              ? []
              : [{ key: 'reporter', label: t('field.reporter'), value: item.reporter }]),
            {
              key: 'created',
              label: t('field.created'),
              value: formatFullTime(item.createdAt),
              mono: true,
            },
            {
              key: 'updated',
              label: t('field.updated'),
              value: formatFullTime(item.updatedAt),
              mono: true,
            },
          ]}
        />
      </Section>
      <Section title={t('inspector.evidence')} aside={kept.length}>
        {kept.length === 0 ? (
          <p className="fb-muted fb-small">{t('inspector.noEvidence')}</p>
        ) : (
          <SelectList
            label={t('inspector.evidence')}
            items={kept}
            itemId={(evidence) => evidence.id}
            itemTitle={(evidence) => evidence.title}
            selectedId={selected}
            onSelect={setChosen}
            activateOnClick
            onActivate={(id) => {
              const found = kept.find((evidence) => evidence.id === id);
              if (found) openEvidence(workbench, item, found);
            }}
            renderItem={(evidence) => (
              <>
                <EvidencePin label={`E${evidence.ordinal}`} />{' '}
                <span className="fb-ellipsis">{evidence.title}</span>
              </>
            )}
          />
        )}
      </Section>
    </>
  );
}
