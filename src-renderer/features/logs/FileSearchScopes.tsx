import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFolderPlus, IconListDetails } from '@tabler/icons-react';
import type { Inventory } from '../../../src-main/contract/index';
import { Button, Checkbox, Chip, Popover, Select, TextField } from '../../ui/index';
import { logSourcesOf } from './log-queries';
import { placeWords, scopeKey, type SearchScope } from './file-search';
import styles from './file-search.module.css';

/** Chips that are drawn; the rest is a number. */
const chipsShown = 12;

interface ScopesProps {
  scopes: readonly SearchScope[];
  inventory: Inventory | undefined;
  onChange: (scopes: readonly SearchScope[]) => void;
}

/** The places that are searched, and how more of them come in. */
export function FileSearchScopes({ scopes, inventory, onChange }: ScopesProps) {
  const { t } = useTranslation('logs');
  return (
    <div className={styles['scopes']}>
      <span className="fb-muted fb-small">{t('files.places')}</span>
      {scopes.slice(0, chipsShown).map((scope) => {
        const { host, path } = placeWords(scope, inventory);
        const key = scopeKey(scope);
        return (
          <Chip
            key={key}
            field={host === '' ? t('files.here') : host}
            value={path}
            onRemove={() => onChange(scopes.filter((other) => scopeKey(other) !== key))}
          />
        );
      })}
      {scopes.length > chipsShown && (
        <span className="fb-small">{t('files.more', { count: scopes.length - chipsShown })}</span>
      )}
      <SystemLogs scopes={scopes} inventory={inventory} onChange={onChange} />
      <FolderOrGlob scopes={scopes} inventory={inventory} onChange={onChange} />
      {scopes.length > 1 && (
        <Button variant="ghost" onClick={() => onChange([])}>
          {t('files.clear')}
        </Button>
      )}
    </div>
  );
}

/** Logs of systems, with a mark for each that is searched. */
function SystemLogs({ scopes, inventory, onChange }: ScopesProps) {
  const { t } = useTranslation('logs');
  const sources = inventory ? logSourcesOf(inventory) : [];
  const chosen = new Set(scopes.map(scopeKey));
  return (
    <Popover
      label={t('files.systemLogs')}
      width={380}
      trigger={<Button icon={<IconListDetails />}>{t('files.systemLogs')}</Button>}
    >
      <div className={styles['choices']}>
        {sources.length === 0 && <p className="fb-muted">{t('files.noSystemLogs')}</p>}
        {sources.map(({ endpoint, system, host, path }) => {
          const scope: SearchScope = { kind: 'endpoint', endpointId: endpoint.id };
          const key = scopeKey(scope);
          return (
            <Checkbox
              key={key}
              label={`${system.name} · ${endpoint.name}`}
              hint={<bdi className="fb-mono">{[host, path].join(' ')}</bdi>}
              checked={chosen.has(key)}
              onChange={(checked) =>
                onChange(
                  checked ? [...scopes, scope] : scopes.filter((other) => scopeKey(other) !== key),
                )
              }
            />
          );
        })}
      </div>
    </Popover>
  );
}

/** A folder or glob on this machine or a host. */
function FolderOrGlob({ scopes, inventory, onChange }: ScopesProps) {
  const { t } = useTranslation('logs');
  const [opened, setOpened] = useState(false);
  const [where, setWhere] = useState('');
  const [path, setPath] = useState('');
  const hosts = (inventory?.endpoints ?? []).filter(({ detail }) => detail.kind === 'ssh');
  const systems = new Map(inventory?.systems.map(({ id, name }) => [id, name]));
  const add = (): void => {
    const scope: SearchScope = {
      kind: 'pattern',
      endpointId: where === '' ? null : where,
      path: path.trim(),
    };
    if (scope.path === '') return;
    if (!scopes.some((other) => scopeKey(other) === scopeKey(scope))) onChange([...scopes, scope]);
    setPath('');
    setOpened(false);
  };
  return (
    <Popover
      label={t('files.folder')}
      width={380}
      opened={opened}
      onOpenChange={setOpened}
      trigger={
        <Button icon={<IconFolderPlus />} onClick={() => setOpened(!opened)}>
          {t('files.folder')}
        </Button>
      }
    >
      {/* Not a form: the popover stands in the one of the search. */}
      <div className={styles['choices']}>
        <Select
          label={t('files.where')}
          value={where}
          options={[
            { value: '', label: t('files.here') },
            ...hosts.map(({ id, name, systemId }) => ({
              value: id,
              label: `${systems.get(systemId) ?? ''} · ${name}`,
            })),
          ]}
          onChange={setWhere}
        />
        <TextField
          mono
          data-autofocus
          label={t('files.path')}
          hint={t('files.pathHint')}
          value={path}
          onChange={setPath}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.stopPropagation();
            add();
          }}
        />
        <Button
          variant="primary"
          onClick={add}
          {...(path.trim() === '' ? { disabledReason: t('files.needsPath') } : {})}
        >
          {t('files.add')}
        </Button>
      </div>
    </Popover>
  );
}
