import { useTranslation } from 'react-i18next';
import {
  IconArchive,
  IconArchiveOff,
  IconBuildingFactory2,
  IconDots,
  IconMapPin,
  IconPencil,
  IconServer2,
} from '@tabler/icons-react';
import type { Inventory } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  EmptyState,
  EnvironmentBanner,
  ErrorState,
  IconButton,
  Menu,
  NoteBlock,
  Section,
  Tag,
} from '../../ui/index';
import { errorText, usePanelTab, useWorkbench, type PanelProps } from '../workbench/index';
import { archiveEntry } from './actions';
import { EndpointList } from './EndpointList';
import { useInventory } from './inventory';
import { placesOf, type Place } from './inventory-model';
import { modeOf } from './kept-form';
import { SystemForm } from './SystemForm';
import { useKeptForm } from './use-kept-form';
import { useSystemMode, useSystemsView } from './view-store';
import styles from './systems.module.css';

/** One system: what it is, whom to call, and the ways to reach it. */
export default function SystemPanel({ params }: PanelProps) {
  const { t } = useTranslation('systems');
  const systemId = typeof params['systemId'] === 'string' ? params['systemId'] : '';
  const { data: inventory, error, refetch } = useInventory();
  const place = inventory && placesOf(inventory).find((entry) => entry.system.id === systemId);
  const dirty = useSystemsView((store) => store.dirty.has(systemId));
  usePanelTab({
    systemId: place?.system.id,
    ...(place ? { title: place.system.name } : {}),
    production: place?.system.environment === 'production',
    unsaved: dirty,
  });
  if (error) {
    const { what, next } = errorText(error);
    return <ErrorState what={what} next={next} onRetry={() => void refetch()} />;
  }
  if (!inventory) return <Busy text={t('loading')} />;
  if (!place) return <EmptyState sentence={t('gone')} />;
  return (
    <div className="fb-page">
      <EnvironmentBanner
        environment={place.system.environment}
        right="none"
        rightText={t('bannerRight')}
        host={hostsOf(place)}
      />
      <div className="fb-page-scroll">
        <Head place={place} />
        <Details place={place} inventory={inventory} />
        <EndpointList place={place} inventory={inventory} />
      </div>
    </div>
  );
}

/** The machines of a system, each once. */
function hostsOf(place: Place): string {
  const hosts = place.endpoints.flatMap(({ detail, archived }) =>
    !archived && (detail.kind === 'ssh' || detail.kind === 'database') ? [detail.host] : [],
  );
  return [...new Set(hosts)].join(' · ');
}

function Head({ place }: { place: Place }) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const { system, site, customer, archived } = place;
  const editing = useSystemMode(system.id).kind === 'editSystem';
  const dirty = useSystemsView((store) => store.dirty.has(system.id));
  const setMode = useSystemsView((store) => store.setMode);
  const showDialog = useSystemsView((store) => store.showDialog);
  return (
    <header className={styles['head']}>
      <div className={styles['headLine']}>
        <IconServer2 aria-hidden="true" />
        <h2 className="fb-title" title={system.name}>
          <bdi>{system.name}</bdi>
        </h2>
        {archived && <Tag>{t('archived')}</Tag>}
        <Button
          icon={<IconPencil aria-hidden="true" />}
          pressed={editing}
          disabledReason={dirty ? t('form.otherUnsaved') : undefined}
          onClick={() => setMode(system.id, { kind: editing ? 'read' : 'editSystem' })}
        >
          {t('edit')}
        </Button>
        <Menu
          label={t('more')}
          trigger={<IconButton label={t('more')} icon={<IconDots aria-hidden="true" />} />}
          items={[
            {
              id: 'customer',
              label: t('side.edit', { name: customer.name }),
              icon: <IconBuildingFactory2 aria-hidden="true" />,
              onSelect: () => showDialog({ kind: 'customer', id: customer.id }),
            },
            {
              id: 'site',
              label: t('side.edit', { name: site.name }),
              icon: <IconMapPin aria-hidden="true" />,
              onSelect: () => showDialog({ kind: 'site', id: site.id }),
            },
            { id: 'line', separator: true },
            {
              id: 'archive',
              label: system.archived ? t('archive.restoreSystem') : t('archive.archiveSystem'),
              icon: system.archived ? (
                <IconArchiveOff aria-hidden="true" />
              ) : (
                <IconArchive aria-hidden="true" />
              ),
              onSelect: () => void archiveEntry(workbench, 'system', system, !system.archived),
            },
          ]}
        />
      </div>
      <div className={styles['headFacts']}>
        <span>
          <bdi>{customer.name}</bdi> · <bdi>{site.name}</bdi>
        </span>
        {site.address !== '' && (
          <span>
            <IconMapPin aria-hidden="true" />
            <bdi>{site.address}</bdi>
          </span>
        )}
        <span>{t(`platform.${system.platform}`)}</span>
        {system.version !== '' && <span>{t('version', { version: system.version })}</span>}
      </div>
    </header>
  );
}

function Details({ place, inventory }: { place: Place; inventory: Inventory }) {
  const { t } = useTranslation('systems');
  const { system } = place;
  const mode = useSystemMode(system.id);
  const setMode = useSystemsView((store) => store.setMode);
  const endForm = useSystemsView((store) => store.endForm);
  const { kept, keep } = useKeptForm(system.id);
  if (mode.kind === 'editSystem')
    return (
      <SystemForm
        system={system}
        inventory={inventory}
        kept={kept?.kind === 'system' ? kept.draft : null}
        onKeep={(draft) => keep(draft && { kind: 'system', draft })}
        onDone={() => endForm(system.id)}
      />
    );
  return (
    <>
      {kept && mode.kind === 'read' && (
        <NoteBlock
          tone="info"
          actions={
            <>
              <Button onClick={() => setMode(system.id, modeOf(kept))}>
                {t('draft.continue')}
              </Button>
              <Button
                onClick={() => {
                  keep(null);
                  endForm(system.id);
                }}
              >
                {t('form.discard')}
              </Button>
            </>
          }
        >
          {t('draft.found')}
        </NoteBlock>
      )}
      <div className={styles['details']}>
        <Section title={t('contacts.title')}>
          <ContactTable place={place} />
        </Section>
        {system.remarks !== '' && (
          <Section title={t('field.remarks')}>
            <p className={styles['remarks']}>{system.remarks}</p>
          </Section>
        )}
      </div>
    </>
  );
}

function ContactTable({ place }: { place: Place }) {
  const { t } = useTranslation('systems');
  const { contacts } = place.system;
  if (contacts.length === 0) return <p className="fb-small fb-faint">{t('contacts.none')}</p>;
  return (
    <table className={styles['facts']}>
      <thead>
        <tr>
          <th scope="col">{t('contacts.name')}</th>
          <th scope="col">{t('contacts.role')}</th>
          <th scope="col">{t('contacts.phone')}</th>
          <th scope="col">{t('contacts.email')}</th>
        </tr>
      </thead>
      <tbody>
        {contacts.map((contact) => (
          <tr key={JSON.stringify(contact)}>
            <td>
              <bdi>{contact.name}</bdi>
            </td>
            <td>
              <bdi>{contact.role}</bdi>
            </td>
            <td>
              <bdi>{contact.phone}</bdi>
            </td>
            <td>
              <bdi>{contact.email}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
