import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconServer2 } from '@tabler/icons-react';
import type { QueryGroup } from '../../../../src-main/contract/index';
import { formatMoment, plainDisplay, SelectList } from '../../../ui/index';
import { SideSection, useHostQuery, useWorkbench } from '../../workbench/index';
import { groupName, openGroup } from './open';

const recentGroups = 8;

/** The latest runs on several systems; nothing where there was none. */
export function GroupsSection() {
  const { t } = useTranslation('query-runs');
  const workbench = useWorkbench();
  // A group is kept with the results it brings: that is when the list is told anew.
  const { data: groups } = useHostQuery(['queries', 'groups'], (host) => host.queries.groups({}));
  const [selected, setSelected] = useState<string>();
  if (!groups || groups.length === 0) return null;
  const name = (group: QueryGroup): string => groupName(group) || t('group.untitled');
  return (
    <SideSection id="queries-groups" title={t('groups.title')}>
      <SelectList
        label={t('groups.title')}
        items={groups.slice(0, recentGroups)}
        itemId={({ id }) => id}
        itemTitle={(group) =>
          [name(group), group.members.map((member) => plainDisplay(member.name)).join(', ')].join(
            '\n',
          )
        }
        selectedId={selected}
        onSelect={setSelected}
        onActivate={(id) => {
          const group = groups.find((candidate) => candidate.id === id);
          if (group) openGroup(workbench, group);
        }}
        activateOnClick
        renderItem={(group) => (
          <>
            <IconServer2 size={15} aria-hidden="true" />
            <bdi className="fb-ellipsis fb-grow">{name(group)}</bdi>
            <span className="fb-faint fb-tiny">
              {t('groups.systems', { count: group.members.length })} ·{' '}
              {formatMoment(group.startedAt)}
            </span>
          </>
        )}
      />
    </SideSection>
  );
}
