import { useTranslation } from 'react-i18next';
import { IconPlus } from '@tabler/icons-react';
import type { Inventory } from '../../../src-main/contract/index';
import { Button, EmptyState, Menu, Section, SectionLabel } from '../../ui/index';
import { useWorkbench } from '../workbench/index';
import { endpointKinds, type EndpointDraft, type EndpointKind } from './endpoint-draft';
import { EndpointForm } from './EndpointForm';
import { EndpointRow } from './EndpointRow';
import type { Place } from './inventory-model';
import { endpointIcons } from './kinds';
import { useKeptForm } from './use-kept-form';
import { useSystemMode, useSystemsView } from './view-store';
import styles from './systems.module.css';

/** The ways to reach a system, by kind, with the form that adds or changes one in its place. */
export function EndpointList({ place, inventory }: { place: Place; inventory: Inventory }) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const { system, endpoints } = place;
  const mode = useSystemMode(system.id);
  const dirty = useSystemsView((store) => store.dirty.has(system.id));
  const highlight = useSystemsView((store) => store.highlights[system.id]);
  const setMode = useSystemsView((store) => store.setMode);
  const endForm = useSystemsView((store) => store.endForm);
  const lockedReason = dirty ? t('form.otherUnsaved') : undefined;
  const adding = mode.kind === 'addEndpoint' ? mode.endpointKind : null;
  const { kept, keep } = useKeptForm(system.id);
  /** What the form of an endpoint, or of a new one, was left with. */
  const formOf = (endpointId: string | null, kind: EndpointKind) => ({
    systemId: system.id,
    kind,
    inventory,
    kept:
      kept?.kind === 'endpoint' && kept.endpointId === endpointId && kept.draft.kind === kind
        ? kept.draft
        : null,
    onKeep: (draft: EndpointDraft | null) => keep(draft && { kind: 'endpoint', endpointId, draft }),
    onDone: () => endForm(system.id),
  });
  const shown = endpoints.toSorted(
    (first, second) => Number(first.archived) - Number(second.archived),
  );

  return (
    <Section
      title={t('endpoint.title')}
      aside={
        <Menu
          label={t('endpoint.add')}
          trigger={
            <Button icon={<IconPlus aria-hidden="true" />} disabledReason={lockedReason}>
              {t('endpoint.add')}
            </Button>
          }
          items={[
            ...endpointKinds.map((kind) => {
              const Icon = endpointIcons[kind];
              return {
                id: kind,
                label: t(`kind.${kind}`),
                icon: <Icon aria-hidden="true" />,
                disabledReason: lockedReason,
                onSelect: () =>
                  void setMode(system.id, { kind: 'addEndpoint', endpointKind: kind }),
              };
            }),
            { id: 'line', separator: true } as const,
            {
              id: 'sshConfig',
              label: t('endpoint.fromSshConfig'),
              onSelect: () => workbench.run('systems.importSshConfig', { systemId: system.id }),
            },
          ]}
        />
      }
    >
      {adding && <EndpointForm key={adding} endpoint={null} {...formOf(null, adding)} />}
      {endpoints.length === 0 && !adding && (
        <EmptyState
          sentence={t('endpoint.none')}
          action={{
            label: t('add.ssh'),
            variant: 'primary',
            onClick: () => setMode(system.id, { kind: 'addEndpoint', endpointKind: 'ssh' }),
          }}
          secondary={{
            label: t('add.database'),
            onClick: () => setMode(system.id, { kind: 'addEndpoint', endpointKind: 'database' }),
          }}
        />
      )}
      {endpointKinds.map((kind) => {
        const group = shown.filter((endpoint) => endpoint.detail.kind === kind);
        if (group.length === 0) return null;
        return (
          <div key={kind} className={styles['group']}>
            <SectionLabel aside={group.length}>{t(`kinds.${kind}`)}</SectionLabel>
            <ul>
              {group.map((endpoint) =>
                mode.kind === 'editEndpoint' && mode.endpointId === endpoint.id ? (
                  <li key={endpoint.id}>
                    <EndpointForm endpoint={endpoint} {...formOf(endpoint.id, kind)} />
                  </li>
                ) : (
                  <EndpointRow
                    // What a test found holds for the endpoint as it was then.
                    key={JSON.stringify([endpoint.id, endpoint.detail])}
                    endpoint={endpoint}
                    inventory={inventory}
                    highlighted={highlight === endpoint.id}
                    lockedReason={lockedReason}
                    onEdit={() =>
                      setMode(system.id, { kind: 'editEndpoint', endpointId: endpoint.id })
                    }
                  />
                ),
              )}
            </ul>
          </div>
        );
      })}
    </Section>
  );
}
