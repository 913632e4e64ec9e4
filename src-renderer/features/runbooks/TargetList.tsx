import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFilter } from '@tabler/icons-react';
import {
  Button,
  Checkbox,
  EmptyState,
  EnvironmentTag,
  formatCount,
  TextField,
} from '../../ui/index';
import { useWorkbench } from '../workbench/index';
import { filterTargets, type Target, type TargetGroup } from './targets-model';
import styles from './runbooks.module.css';

/** `user@host`: who logs in where. */
function accountOf({ username, host }: Target): string {
  return `${username}@${host}`;
}

/** At most as many hosts as one run takes. */
const mostHosts = 200;

/** The hosts a runbook runs on, ticked by system. */
export function TargetList({
  groups,
  chosen,
  error,
  onChange,
}: {
  groups: readonly TargetGroup[];
  chosen: ReadonlySet<string>;
  error?: string | undefined;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const [text, setText] = useState('');
  const shown = useMemo(() => filterTargets(groups, text), [groups, text]);
  const firstOther = shown.findIndex(({ fitting }) => !fitting);

  if (groups.length === 0) {
    return (
      <EmptyState
        sentence={t('targets.empty')}
        detail={t('targets.emptyDetail')}
        action={{ label: t('targets.addSystem'), onClick: () => workbench.run('systems.create') }}
      />
    );
  }
  const set = (ids: readonly string[], on: boolean): void => {
    const next = new Set(chosen);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    onChange(next);
  };
  return (
    <div className={styles['targets']}>
      <div className={styles['targetsHead']}>
        <TextField
          label={t('targets.filter')}
          hideLabel
          placeholder={t('targets.filter')}
          icon={<IconFilter />}
          value={text}
          onChange={setText}
        />
        <span className="fb-small fb-muted">
          {t('targets.chosen', { count: chosen.size, chosen: formatCount(chosen.size) })}
        </span>
        {chosen.size > 0 && (
          <Button onClick={() => onChange(new Set())}>{t('targets.none')}</Button>
        )}
      </div>
      {(error !== undefined || chosen.size > mostHosts) && (
        <p className={styles['targetsError']} role="alert">
          {chosen.size > mostHosts ? t('targets.tooMany', { most: mostHosts }) : error}
        </p>
      )}
      <div>
        {shown.length === 0 && <p className={styles['hint']}>{t('targets.nothingFound')}</p>}
        {shown.map((group, index) => {
          const ids = group.targets.map(({ id }) => id);
          const ticked = ids.filter((id) => chosen.has(id)).length;
          return (
            <div key={group.systemId}>
              {index === firstOther && (
                <p className={styles['hint']}>
                  {firstOther === 0 ? t('targets.noneFits') : t('targets.others')}
                </p>
              )}
              <fieldset className={styles['targetGroup']}>
                <legend className="fb-visually-hidden">
                  {group.customer} {group.system}
                </legend>
                <div className={styles['targetSystem']}>
                  <Checkbox
                    label={
                      <span className="fb-medium">
                        {group.customer} / {group.system}
                      </span>
                    }
                    checked={ticked === ids.length}
                    indeterminate={ticked > 0 && ticked < ids.length}
                    onChange={(on) => set(ids, on)}
                  />
                  <span className="fb-grow" />
                  <span className="fb-tiny fb-faint">
                    {t(`systems:platform.${group.platform}`)}
                  </span>
                  <EnvironmentTag environment={group.environment} />
                </div>
                {group.targets.map((target) => (
                  <div key={target.id} className={styles['target']}>
                    <Checkbox
                      label={<bdi className="fb-mono">{target.name}</bdi>}
                      checked={chosen.has(target.id)}
                      onChange={(on) => set([target.id], on)}
                    />
                    <bdi className="fb-mono fb-small fb-faint fb-ellipsis">{accountOf(target)}</bdi>
                  </div>
                ))}
              </fieldset>
            </div>
          );
        })}
      </div>
    </div>
  );
}
