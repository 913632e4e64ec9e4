import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Inventory, Outputs } from '../../../src-main/contract/index';
import { Busy, Button, Checkbox, ErrorState, HostileText, Select, TextField } from '../../ui/index';
import { errorText, useHostMutation, useHostQuery, useWorkbench } from '../workbench/index';
import { openSystemById } from './actions';
import { FormDialog } from './dialog-form';
import { placePath, placesOf, sshTarget } from './inventory-model';
import { createSystem, emptyNewSystem, newSystemProblems } from './new-system';
import { NewSystemFields } from './NewSystemFields';
import styles from './systems.module.css';

/** Where OpenSSH keeps it (ssh_config(5)). */
const usualPath = '~/.ssh/config';

type ConfigHost = Outputs['systems']['readSshConfig']['hosts'][number];

/** Takes SSH hosts over from OpenSSH's configuration into a system. */
export function SshConfigDialog({
  inventory,
  systemId,
  onClose,
}: {
  inventory: Inventory;
  systemId: string | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const places = placesOf(inventory).filter((place) => !place.archived);
  const [typedPath, setTypedPath] = useState('');
  const [path, setPath] = useState('');
  const config = useHostQuery(['sshConfig', path], (host) =>
    host.systems.readSshConfig(path === '' ? {} : { path }),
  );
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [target, setTarget] = useState(systemId ?? places[0]?.system.id ?? '');
  const [draft, setDraft] = useState(emptyNewSystem);
  const [asked, setAsked] = useState(false);
  const problems = newSystemProblems(inventory, draft, t('create.defaultSite'));
  const isNew = target === '';
  const hosts = config.data?.hosts ?? [];

  const take = useHostMutation(
    async (host) => {
      const into = isNew ? (await createSystem(host, draft, t('create.defaultSite'))).id : target;
      const result = await host.systems.importSshConfig({
        ...(path === '' ? {} : { path }),
        aliases: [...chosen],
        systemId: into,
      });
      return { ...result, systemId: into };
    },
    {
      onSuccess: ({ systemId: into, ...result }) => {
        onClose();
        workbench.notify({ tone: 'ok', title: t('import.done'), body: t('import.result', result) });
        void openSystemById(workbench, into);
      },
      onError: () => undefined,
    },
  );

  return (
    <FormDialog
      title={t('sshConfig.title')}
      size="lg"
      submitLabel={t('sshConfig.submit', { count: chosen.size })}
      busy={take.isPending}
      disabledReason={chosen.size === 0 ? t('sshConfig.noneChosen') : undefined}
      error={take.error}
      onClose={onClose}
      onSubmit={() => {
        setAsked(true);
        if (!isNew || Object.keys(problems).length === 0) take.mutate();
      }}
    >
      <div className={styles['pathRow']}>
        <TextField
          label={t('sshConfig.path')}
          mono
          data-autofocus
          placeholder={usualPath}
          value={typedPath}
          onChange={setTypedPath}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.ctrlKey) return;
            event.preventDefault();
            setPath(typedPath.trim());
            setChosen(new Set());
          }}
        />
        <Button
          onClick={() => {
            setPath(typedPath.trim());
            setChosen(new Set());
          }}
        >
          {t('sshConfig.read')}
        </Button>
      </div>
      {config.error ? (
        <ErrorState
          what={errorText(config.error).what}
          next={errorText(config.error).next}
          onRetry={() => void config.refetch()}
        />
      ) : config.isPending ? (
        <Busy text={t('loading')} />
      ) : hosts.length === 0 ? (
        <p className="fb-small fb-muted">{t('sshConfig.none', { path: config.data.path })}</p>
      ) : (
        <HostChoice
          hosts={hosts}
          chosen={chosen}
          present={namesIn(inventory, target)}
          onChange={setChosen}
        />
      )}
      {config.data && config.data.skipped.length > 0 && (
        <details className={styles['skipped']}>
          <summary>{t('sshConfig.skipped', { count: config.data.skipped.length })}</summary>
          <pre>
            <HostileText text={config.data.skipped.join('\n')} multiline />
          </pre>
        </details>
      )}
      <Select
        label={t('sshConfig.target')}
        value={target}
        options={[
          ...places.map((place) => ({ value: place.system.id, label: placePath(place) })),
          { value: '', label: t('sshConfig.newSystem') },
        ]}
        onChange={setTarget}
      />
      {isNew && (
        <NewSystemFields
          draft={draft}
          problems={asked ? problems : {}}
          inventory={inventory}
          onChange={(change) => setDraft({ ...draft, ...change })}
        />
      )}
    </FormDialog>
  );
}

function HostChoice({
  hosts,
  chosen,
  present,
  onChange,
}: {
  hosts: readonly ConfigHost[];
  chosen: ReadonlySet<string>;
  /** Names of connections that the target has already. */
  present: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const { t } = useTranslation('systems');
  const all = hosts.every((host) => chosen.has(host.alias));
  const some = hosts.some((host) => chosen.has(host.alias));
  return (
    <fieldset className={styles['fieldset']}>
      <legend>{t('sshConfig.hosts')}</legend>
      <Checkbox
        label={t('sshConfig.all', { total: hosts.length })}
        checked={all}
        indeterminate={some && !all}
        onChange={(checked) => onChange(new Set(checked ? hosts.map((host) => host.alias) : []))}
      />
      <ul className={styles['hostChoice']}>
        {hosts.map((host) => (
          <li key={host.alias}>
            <Checkbox
              label={<HostileText text={host.alias} />}
              checked={chosen.has(host.alias)}
              onChange={(checked) => {
                const next = new Set(chosen);
                if (checked) next.add(host.alias);
                else next.delete(host.alias);
                onChange(next);
              }}
              hint={
                <>
                  <span className="fb-mono">
                    <HostileText text={sshTarget(host)} />
                  </span>
                  {host.identityPath !== '' && (
                    <span className="fb-mono">
                      <HostileText text={host.identityPath} />
                    </span>
                  )}
                  {host.jumps.length > 0 && (
                    <span>
                      <HostileText text={t('sshConfig.jumps', { hosts: host.jumps.join(' → ') })} />
                    </span>
                  )}
                  {host.proxy !== '' && (
                    <span>
                      <HostileText text={t('sshConfig.proxy', { proxy: host.proxy })} />
                    </span>
                  )}
                  {present.has(host.alias) && (
                    <span className={styles['lacking']}>{t('sshConfig.present')}</span>
                  )}
                </>
              }
            />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function namesIn(inventory: Inventory, systemId: string): ReadonlySet<string> {
  return new Set(
    inventory.endpoints
      .filter((endpoint) => endpoint.systemId === systemId)
      .map((endpoint) => endpoint.name),
  );
}
