import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { IconDots } from '@tabler/icons-react';
import { IconButton, Menu, type MenuItem } from '../../ui/index';
import {
  CommandButton,
  keysOf,
  presentCommands,
  refusal,
  useCommandRegistry,
  useCommandState,
  useWorkbench,
} from '../workbench/index';
import styles from './logs.module.css';

/** Commands of the menu, in groups. */
const groups = [
  ['logs.jump', 'logs.nextHit', 'logs.previousHit', 'logs.nextError', 'logs.previousError'],
  ['logs.nextBookmark', 'logs.previousBookmark', 'logs.bookmarks'],
  ['logs.nextGap', 'logs.previousGap'],
  ['logs.savedFilters', 'logs.clearFilter', 'logs.highlights'],
  ['logs.unit', 'logs.wrap', 'logs.beside'],
  ['logs.copyMarkdown', 'logs.copyPath', 'logs.export'],
] as const;

/**
 * View tools: a few as buttons in a wide window, all of them in the menu. Drawn again only when
 * `stamp` changes, which says what the commands depend on; states of a live log come ten times
 * a second.
 */
export const LogTools = memo(function LogTools(_props: { stamp: string }) {
  const { t } = useTranslation();
  const workbench = useWorkbench();
  const state = useCommandState();
  const registered = useCommandRegistry((registry) => registry.registered);
  const commands = new Map(
    presentCommands(registered, state).map((command) => [command.id, command]),
  );
  const items = groups.flatMap((group, index): MenuItem[] => [
    ...(index > 0 ? [{ id: `group-${index}`, separator: true as const }] : []),
    ...group.flatMap((id): MenuItem[] => {
      const command = commands.get(id);
      if (!command) return [];
      const reason = refusal(command, state);
      const Icon = command.icon;
      return [
        {
          id,
          label: t(command.titleKey),
          icon: Icon ? <Icon /> : undefined,
          kbd: keysOf(command)[0],
          disabledReason: reason === null ? undefined : t(reason),
          onSelect: () => workbench.run(id),
        },
      ];
    }),
  ]);
  return (
    <>
      <span className={styles['wideTools']}>
        <CommandButton command="logs.unit" iconOnly />
        <CommandButton command="logs.wrap" iconOnly />
        <CommandButton command="logs.jump" iconOnly />
      </span>
      <Menu
        label={t('logs:tools.more')}
        trigger={<IconButton label={t('logs:tools.more')} icon={<IconDots />} />}
        items={items}
      />
    </>
  );
});
