import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconSearch } from '@tabler/icons-react';
import { Dialog, EmptyState, EnvironmentTag, SelectList, TextField } from '../../ui/index';
import { useCurrentInventory, useWorkbench } from '../workbench/index';
import { useTerminalDialogs } from './dialog-store';
import { openTerminal, sshHostsOf } from './sessions';
import styles from './terminals.module.css';

/** Chooses the host of a new terminal. */
export function HostPicker() {
  const picking = useTerminalDialogs((store) => store.picking);
  return picking ? <Picker /> : null;
}

function Picker() {
  const { t } = useTranslation('terminals');
  const workbench = useWorkbench();
  const close = (): void => useTerminalDialogs.getState().pick(false);
  const { data } = useCurrentInventory();
  const [text, setText] = useState('');
  const [selected, setSelected] = useState<string>();
  const wanted = text.toLowerCase();
  const hosts = data ? sshHostsOf(data) : [];
  const shown = hosts.filter(({ endpoint, system, target, customer }) =>
    [endpoint.name, system.name, target, customer].some((value) =>
      value.toLowerCase().includes(wanted),
    ),
  );
  const open = (id: string): void => {
    close();
    openTerminal(workbench, id).catch(workbench.reportError);
  };
  const first = shown[0]?.endpoint.id;
  const chosen = shown.some(({ endpoint }) => endpoint.id === selected) ? selected : first;
  return (
    <Dialog opened onClose={close} title={t('pick.title')}>
      {hosts.length === 0 ? (
        <EmptyState
          sentence={t('pick.none')}
          action={{
            label: t('pick.add'),
            onClick: () => {
              close();
              workbench.run('systems.create');
            },
          }}
        />
      ) : (
        <>
          <TextField
            label={t('pick.filter')}
            hideLabel
            placeholder={t('pick.filter')}
            icon={<IconSearch aria-hidden="true" />}
            value={text}
            onChange={setText}
            data-autofocus
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing || !chosen) return;
              // The dialog goes away at once: the key must not press what gets the focus then.
              event.preventDefault();
              open(chosen);
            }}
          />
          <div className={styles['pickList']}>
            {shown.length === 0 ? (
              <p className="fb-muted">{t('pick.nothingFound')}</p>
            ) : (
              <SelectList
                label={t('pick.title')}
                items={shown}
                itemId={({ endpoint }) => endpoint.id}
                selectedId={chosen}
                onSelect={setSelected}
                onActivate={open}
                activateOnClick
                renderItem={({ endpoint, system, target }) => (
                  <>
                    <strong className="fb-ellipsis">{endpoint.name}</strong>
                    <span className="fb-mono fb-muted fb-ellipsis fb-grow">{target}</span>
                    <span className="fb-muted fb-ellipsis">{system.name}</span>
                    <EnvironmentTag environment={system.environment} />
                  </>
                )}
              />
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}
