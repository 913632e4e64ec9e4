import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconSearch } from '@tabler/icons-react';
import { Dialog, Kbd, TextField } from '../ui';
import {
  keysOf,
  presentCommands,
  useCommandRegistry,
  useCommandState,
  type Command,
} from '../features/workbench/index';
import { useOverlays } from './overlays';
import { matchText } from './palette-model';
import styles from './palette.module.css';

/** Keys that lists and viewers handle themselves; words are in `commands:list`. */
const listKeys = [
  { id: 'move', keys: ['J', 'K', '↑', '↓'] },
  { id: 'open', keys: ['Enter'] },
  { id: 'fold', keys: ['←', '→'] },
  { id: 'extend', keys: ['Shift ↑', 'Shift ↓'] },
  { id: 'sideways', keys: ['Shift ←', 'Shift →'] },
  { id: 'choose', keys: ['X'] },
  { id: 'copy', keys: ['Ctrl C'] },
  { id: 'closeTab', keys: ['Delete'] },
] as const;

interface HelpRow {
  id: string;
  group: string;
  title: string;
  keys: readonly string[];
}

function HelpBody() {
  const { t } = useTranslation(['app', 'commands']);
  const [text, setText] = useState('');
  const state = useCommandState();
  const registered = useCommandRegistry((registry) => registry.registered);
  const rows: HelpRow[] = [
    ...presentCommands(registered, state)
      .filter((command) => keysOf(command).length > 0)
      .map((command: Command) => ({
        id: command.id,
        group: t(`commands:group.${command.id.split('.')[0] ?? ''}`),
        title: t(command.titleKey),
        keys: keysOf(command),
      })),
    ...listKeys.map(({ id, keys }) => ({
      id: `list.${id}`,
      group: t('commands:group.list'),
      title: t(`commands:list.${id}`),
      keys,
    })),
  ].filter(({ title, group, keys }) => matchText(text, title, `${group} ${keys.join(' ')}`));
  const groups = [...new Set(rows.map(({ group }) => group))].map(
    (group) => [group, rows.filter((row) => row.group === group)] as const,
  );
  return (
    <div className="fb-form">
      <TextField
        label={t('help.filter')}
        hideLabel
        placeholder={t('help.filter')}
        icon={<IconSearch aria-hidden="true" />}
        value={text}
        onChange={setText}
        data-autofocus
      />
      <p className="fb-small fb-muted">{t('help.letters')}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by keys */}
      <div className={styles['groups']} tabIndex={0} role="region" aria-label={t('help.title')}>
        {rows.length === 0 && <p>{t('help.none')}</p>}
        {groups.map(([group, entries]) => (
          <section key={group} className={styles['group']}>
            <h3>{group}</h3>
            <dl>
              {entries.map(({ id, title, keys }) => (
                <div key={id} className={styles['row']}>
                  <dt>{title}</dt>
                  <dd>
                    <span className="fb-visually-hidden">{keys.join(', ')}</span>
                    {keys.map((key) => (
                      <Kbd key={key} keys={key} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </div>
  );
}

/** Every key, read from the registry of commands. */
export function ShortcutHelp() {
  const { t } = useTranslation('app');
  const opened = useOverlays((overlays) => overlays.help);
  const show = useOverlays((overlays) => overlays.show);
  return (
    <Dialog opened={opened} onClose={() => show({ help: false })} title={t('help.title')} size="lg">
      <HelpBody />
    </Dialog>
  );
}
