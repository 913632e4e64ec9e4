import { useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconArchive,
  IconDots,
  IconFileExport,
  IconFileImport,
  IconFileText,
  IconFolder,
} from '@tabler/icons-react';
import {
  ContextMenu,
  cx,
  IconButton,
  Menu,
  plainDisplay,
  Tree,
  type TreeNode,
} from '../../../ui/index';
import { SideSection, useWorkbench } from '../../workbench/index';
import { openOnTarget, useConsoles, useLibrary, type Connection } from '../connections';
import { useWords } from '../words';
import { setArchived } from './library-actions';
import { archiveId, folderIds, ownTree, queriesOf, type OwnNode } from './own-tree';
import { showQueryDialog } from './query-dialogs';
import { useQueryMenu } from './use-query-menu';
import styles from '../queries.module.css';

/** Queries that were saved here, by folder; one opens on the connection that is in use. */
export function OwnSection({ text, target }: { text: string; target: Connection | undefined }) {
  const { t } = useTranslation(['queries', 'query-library']);
  const workbench = useWorkbench();
  const words = useWords();
  const unfolded = useConsoles((store) => store.unfolded);
  const change = useConsoles((store) => store.changeSide);
  const [withArchived, setWithArchived] = useState(false);
  const { data } = useLibrary({ text, origin: 'own', archived: withArchived });
  const [selected, setSelected] = useState<string>();
  const [menu, setMenu] = useState<{ id: string; at: { x: number; y: number } } | null>(null);
  const menuOf = useQueryMenu();
  const queries = useMemo(() => data?.queries ?? [], [data]);
  const nodes = useMemo(() => ownTree(queries), [queries]);
  const chosen = selected === undefined ? [] : queriesOf(nodes, selected);
  const toggle = (id: string): void =>
    change({
      unfolded: unfolded.includes(id)
        ? unfolded.filter((other) => other !== id)
        : [...unfolded, id],
    });
  const onKeyDown = (event: KeyboardEvent): void => {
    const [query] = chosen;
    if (!query || event.nativeEvent.isComposing) return;
    if (event.key !== 'Delete' || query.archived) return;
    void setArchived(workbench, chosen, true);
    event.preventDefault();
    event.stopPropagation();
  };

  const drawn = (node: OwnNode): TreeNode => {
    if (node.kind === 'folder') {
      const isArchive = node.id === archiveId;
      const Picture = isArchive ? IconArchive : IconFolder;
      return {
        id: node.id,
        label: isArchive ? t('query-library:archive') : plainDisplay(node.name),
        icon: <Picture size={15} aria-hidden="true" />,
        meta: <span className="fb-faint">{node.queries.length}</span>,
        children: node.children.map(drawn),
      };
    }
    const { query } = node;
    return {
      id: node.id,
      label: words(query.title),
      title: [words(query.title), words(query.description), plainDisplay(query.tags.join(' · '))]
        .filter(Boolean)
        .join('\n'),
      icon: <IconFileText size={15} aria-hidden="true" />,
      metaYields: true,
      meta: query.tags.length > 0 && (
        <bdi className={cx('fb-ellipsis', 'fb-faint', 'fb-tiny', styles['ownTags'])}>
          {plainDisplay(query.tags.join(' · '))}
        </bdi>
      ),
    };
  };
  const isFound = text !== '';
  const open = new Set(isFound ? folderIds(nodes) : unfolded);
  return (
    <SideSection
      id="queries-own"
      title={t('side.saved')}
      count={queries.length}
      actions={
        <Menu
          label={t('query-library:menu.title')}
          trigger={
            <IconButton
              label={t('query-library:menu.title')}
              icon={<IconDots aria-hidden="true" />}
              size="sm"
            />
          }
          items={[
            ...menuOf(chosen),
            ...(chosen.length > 0 ? [{ id: 'files', separator: true } as const] : []),
            {
              id: 'import',
              label: t('query-library:command.import'),
              icon: <IconFileImport />,
              onSelect: () => showQueryDialog({ kind: 'import' }),
            },
            {
              id: 'exportAll',
              label: t('query-library:command.export'),
              icon: <IconFileExport />,
              onSelect: () => showQueryDialog({ kind: 'export', ids: queries.map(({ id }) => id) }),
            },
            {
              id: 'archived',
              label: t('query-library:menu.showArchived'),
              checked: withArchived,
              onSelect: () => setWithArchived(!withArchived),
            },
          ]}
        />
      }
    >
      {queries.length === 0 ? (
        <p className={styles['hint']}>{isFound ? t('side.nothingFound') : t('side.noSaved')}</p>
      ) : (
        // Keys that the tree leaves alone.
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
        <div onKeyDown={onKeyDown}>
          <Tree
            label={t('side.saved')}
            nodes={nodes.map(drawn)}
            selectedId={selected}
            onSelect={setSelected}
            activateOnClick={() => true}
            onActivate={(id) => {
              const query = queries.find((candidate) => candidate.id === id);
              if (query) openOnTarget(workbench, target, query);
              else toggle(id);
            }}
            expandedIds={open}
            onToggle={toggle}
            onContext={(id, at) => setMenu({ id, at })}
          />
        </div>
      )}
      {menu && (
        <ContextMenu
          label={t('query-library:menu.title')}
          at={menu.at}
          items={menuOf(queriesOf(nodes, menu.id))}
          onClose={() => setMenu(null)}
        />
      )}
    </SideSection>
  );
}
