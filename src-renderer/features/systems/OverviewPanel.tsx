import { useTranslation } from 'react-i18next';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import type { Endpoint } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  cx,
  EnvironmentTag,
  ErrorState,
  formatMoment,
  IconButton,
  Toolbar,
  ToolbarSpacer,
} from '../../ui/index';
import { CommandButton, errorText, usePanelTab, useWorkbench } from '../workbench/index';
import { openSystem } from './actions';
import { endpointKinds } from './endpoint-draft';
import { useInventory } from './inventory';
import { placesOf, treeOf, type Place, type SiteBranch } from './inventory-model';
import { endpointIcons } from './kinds';
import { SystemsEmpty } from './SystemsEmpty';
import { useSystemsView } from './view-store';
import styles from './systems.module.css';

/** Every system on one page, below its customer and site. */
export default function OverviewPanel() {
  const { t } = useTranslation('systems');
  const { data: inventory, error, refetch } = useInventory();
  usePanelTab({ title: t('overview.title') });
  if (error) {
    const { what, next } = errorText(error);
    return <ErrorState what={what} next={next} onRetry={() => void refetch()} />;
  }
  if (!inventory) return <Busy text={t('loading')} />;
  const branches = treeOf(inventory, { text: '', archived: false });
  if (branches.length === 0) return <SystemsEmpty />;
  const places = new Map(placesOf(inventory).map((place) => [place.system.id, place]));
  const sites = branches.flatMap((branch) =>
    branch.sites.length > 0
      ? branch.sites.map((site) => ({ branch, site }))
      : [{ branch, site: null as SiteBranch | null }],
  );
  return (
    <div className="fb-page">
      <Toolbar label={t('overview.tools')}>
        <span className="fb-small fb-muted">
          {t('overview.count', { count: visibleCount(places) })}
        </span>
        <ToolbarSpacer />
        <CommandButton command="systems.import" label={t('overview.import')} />
        <CommandButton command="systems.create" variant="primary" />
      </Toolbar>
      <div className="fb-page-scroll">
        <table className={cx('fb-table', styles['overview'])}>
          <thead>
            <tr>
              <th scope="col">{t('overview.system')}</th>
              <th scope="col">{t('field.platform')}</th>
              <th scope="col">{t('field.environment')}</th>
              <th scope="col">{t('endpoint.title')}</th>
              <th scope="col">{t('overview.updated')}</th>
            </tr>
          </thead>
          {sites.map(({ branch, site }) => (
            <tbody key={site?.site.id ?? branch.customer.id}>
              <tr>
                <th scope="rowgroup" colSpan={5}>
                  <GroupHead customer={branch.customer} site={site?.site ?? null} />
                </th>
              </tr>
              {site?.systems.map(({ system }) => {
                const place = places.get(system.id);
                return place ? <SystemRow key={system.id} place={place} /> : null;
              })}
            </tbody>
          ))}
        </table>
      </div>
    </div>
  );
}

function visibleCount(places: ReadonlyMap<string, Place>): number {
  return [...places.values()].filter((place) => !place.archived).length;
}

function GroupHead({
  customer,
  site,
}: {
  customer: { id: string; name: string };
  site: { id: string; name: string } | null;
}) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const showDialog = useSystemsView((store) => store.showDialog);
  const name = site ? `${customer.name} · ${site.name}` : customer.name;
  return (
    <div className={styles['groupHead']}>
      <bdi className="fb-ellipsis" title={name}>
        {name}
      </bdi>
      {!site && <span className="fb-faint">{t('overview.noSite')}</span>}
      <IconButton
        size="sm"
        label={t('side.edit', { name: customer.name })}
        icon={<IconPencil aria-hidden="true" />}
        onClick={() => showDialog({ kind: 'customer', id: customer.id })}
      />
      <span className="fb-grow" />
      <Button
        variant="ghost"
        icon={<IconPlus aria-hidden="true" />}
        onClick={() =>
          workbench.run('systems.create', {
            customerId: customer.id,
            ...(site ? { siteId: site.id } : {}),
          })
        }
      >
        {t('overview.addHere')}
      </Button>
    </div>
  );
}

function SystemRow({ place }: { place: Place }) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const { system } = place;
  return (
    <tr onDoubleClick={() => openSystem(workbench, system)}>
      <td>
        <button
          type="button"
          className="fb-link"
          data-page-focus
          title={system.name}
          onClick={() => openSystem(workbench, system)}
        >
          <bdi>{system.name}</bdi>
        </button>
      </td>
      <td>
        {system.version === ''
          ? t(`platform.${system.platform}`)
          : t('overview.platformVersion', {
              platform: t(`platform.${system.platform}`),
              version: system.version,
            })}
      </td>
      <td>
        <EnvironmentTag environment={system.environment} />
      </td>
      <td>
        <Counts endpoints={place.endpoints.filter((endpoint) => !endpoint.archived)} />
      </td>
      <td className="fb-faint">{formatMoment(system.updatedAt)}</td>
    </tr>
  );
}

function Counts({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const { t } = useTranslation('systems');
  return (
    <span className={styles['counts']}>
      {endpointKinds.map((kind) => {
        const count = endpoints.filter((endpoint) => endpoint.detail.kind === kind).length;
        if (count === 0) return null;
        const Icon = endpointIcons[kind];
        const words = t(`count.${kind}`, { count });
        return (
          <span key={kind} title={words}>
            <Icon aria-hidden="true" />
            <span aria-hidden="true">{count}</span>
            <span className="fb-visually-hidden">{words}</span>
          </span>
        );
      })}
    </span>
  );
}
