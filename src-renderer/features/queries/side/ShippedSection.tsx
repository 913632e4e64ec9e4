import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAlertTriangle, IconFolder, IconShieldCheck } from '@tabler/icons-react';
import type { QueryCard } from '../../../../src-main/contract/index';
import { Checkbox, ContextMenu, plainDisplay, Tag, Tree, type TreeNode } from '../../../ui/index';
import { SideSection, useWorkbench } from '../../workbench/index';
import { openOnTarget, useConsoles, useLibrary, type Connection } from '../connections';
import { useWords } from '../words';
import { byCategory } from './by-category';
import { useQueryMenu } from './use-query-menu';
import styles from '../queries.module.css';

/** The checks that come with the program, by what they look at. */
export function ShippedSection({ text, target }: { text: string; target: Connection | undefined }) {
  const { t } = useTranslation(['queries', 'systems', 'query-library']);
  const workbench = useWorkbench();
  const words = useWords();
  const onlyFitting = useConsoles((store) => store.onlyFitting);
  const unfolded = useConsoles((store) => store.unfolded);
  const change = useConsoles((store) => store.changeSide);
  const [selected, setSelected] = useState<string>();
  const [menu, setMenu] = useState<{ id: string; at: { x: number; y: number } } | null>(null);
  const menuOf = useQueryMenu();
  const { data } = useLibrary({
    text,
    origin: 'shipped',
    ...(target ? { endpointId: target.endpoint.id, onlyFitting } : {}),
  });
  const queries = useMemo(() => data?.queries ?? [], [data]);
  const groups = useMemo(() => byCategory(queries), [queries]);

  const leaf = (query: QueryCard): TreeNode => {
    const platform = query.platform === null ? null : t(`systems:platform.${query.platform}`);
    const marks = [
      ...(query.signed === 'changed' ? [t('signed.changedHint')] : []),
      ...(query.unproven ? [t('unproven.checkHint')] : []),
      ...(query.fits === 'no' ? [t('side.fitsNot')] : []),
    ];
    return {
      id: query.id,
      label: words(query.title),
      title: [words(query.title), platform, words(query.description), ...marks]
        .filter(Boolean)
        .join('\n'),
      icon:
        query.signed === 'changed' ? (
          <IconAlertTriangle size={15} aria-hidden="true" />
        ) : (
          <IconShieldCheck size={15} aria-hidden="true" />
        ),
      meta: (
        <>
          {query.signed === 'changed' && <Tag tone="warn">{t('signed.changed')}</Tag>}
          {query.unproven && (
            <Tag tone="warn" outline>
              {t('unproven.tag')}
            </Tag>
          )}
          {(!onlyFitting || !target) && platform !== null && (
            <span className="fb-faint fb-tiny">{platform}</span>
          )}
        </>
      ),
    };
  };
  const nodes = groups.map(({ category, queries: inside }): TreeNode => ({
    id: `category:${category}`,
    label: t(`category.${category}`, { defaultValue: category }),
    icon: <IconFolder size={15} aria-hidden="true" />,
    meta: <span className="fb-faint">{inside.length}</span>,
    children: inside.map(leaf),
  }));
  const expanded = new Set(text === '' ? unfolded : nodes.map(({ id }) => id));
  return (
    <SideSection id="queries-shipped" title={t('side.shipped')} count={queries.length}>
      {target && (
        <div
          className={styles['fitting']}
          title={t('side.onlyFittingHint', { name: plainDisplay(target.endpoint.name) })}
        >
          <Checkbox
            label={
              <>
                {t('side.onlyFitting')}{' '}
                <bdi className="fb-faint">{plainDisplay(target.endpoint.name)}</bdi>
              </>
            }
            checked={onlyFitting}
            onChange={(next) => change({ onlyFitting: next })}
          />
        </div>
      )}
      {nodes.length === 0 ? (
        <p className={styles['hint']}>{t('side.nothingFound')}</p>
      ) : (
        <Tree
          label={t('side.shipped')}
          nodes={nodes}
          selectedId={selected}
          onSelect={setSelected}
          activateOnClick={() => true}
          onActivate={(id) => {
            const query = queries.find((candidate) => candidate.id === id);
            if (query) openOnTarget(workbench, target, query);
            else change({ unfolded: toggled(unfolded, id) });
          }}
          expandedIds={expanded}
          onToggle={(id) => change({ unfolded: toggled(unfolded, id) })}
          onContext={(id, at) => setMenu({ id, at })}
        />
      )}
      {menu && (
        <ContextMenu
          label={t('query-library:menu.title')}
          at={menu.at}
          items={menuOf(
            queries.filter(
              ({ id, category }) => id === menu.id || `category:${category}` === menu.id,
            ),
          )}
          onClose={() => setMenu(null)}
        />
      )}
    </SideSection>
  );
}

function toggled(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
}
