import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFilter } from '@tabler/icons-react';
import { unprovenDialects } from '../../../../src-main/contract/index';
import { Button, Checkbox, EnvironmentTag, plainDisplay, Tag, TextField } from '../../../ui/index';
import { placeOf } from '../connections';
import { bySystem, found, mostSystems } from './choice';
import type { Connection } from '../connections';
import styles from './runs.module.css';

/** The connections a statement is sent to, ticked by system; those that cannot be asked say why. */
export function SystemList({
  connections,
  reasons,
  chosen,
  onChange,
}: {
  connections: readonly Connection[];
  /** Why some cannot be asked, by connection. */
  reasons: ReadonlyMap<string, string>;
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const { t } = useTranslation(['query-runs', 'queries', 'systems']);
  const [text, setText] = useState('');
  const groups = useMemo(() => bySystem(connections), [connections]);
  const shown = useMemo(() => found(groups, text), [groups, text]);
  const fitting = (own: readonly Connection[]): string[] =>
    own.map(({ endpoint }) => endpoint.id).filter((id) => !reasons.has(id));
  const set = (ids: readonly string[], on: boolean): void => {
    const next = new Set(chosen);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    onChange(next);
  };
  const visible = fitting(shown.flatMap((group) => group.connections));
  return (
    <div className={styles['systems']}>
      <div className={styles['systemsHead']}>
        <TextField
          data-page-focus
          label={t('several.search')}
          hideLabel
          placeholder={t('several.search')}
          icon={<IconFilter />}
          value={text}
          onChange={setText}
        />
        <Button
          disabledReason={visible.length === 0 ? t('several.noneFits') : undefined}
          onClick={() => set(visible, true)}
        >
          {t('several.all', { count: visible.length })}
        </Button>
        <Button
          disabledReason={chosen.size === 0 ? t('several.noneChosen') : undefined}
          onClick={() => onChange(new Set())}
        >
          {t('several.none')}
        </Button>
        <span className="fb-muted fb-small" role="status">
          {t('several.chosen', { count: chosen.size })}
        </span>
      </div>
      {chosen.size > mostSystems && (
        <p className={styles['problem']} role="alert">
          {t('several.tooMany', { most: mostSystems })}
        </p>
      )}
      {shown.length === 0 && <p className="fb-muted">{t('several.nothingFound')}</p>}
      {shown.map((group) => {
        const ids = fitting(group.connections);
        const ticked = ids.filter((id) => chosen.has(id)).length;
        const name = plainDisplay([group.customer, group.system].filter(Boolean).join(' / '));
        return (
          <fieldset key={group.systemId} className={styles['system']}>
            <legend className="fb-visually-hidden">{name}</legend>
            <div className={styles['systemHead']}>
              <Checkbox
                label={<bdi className="fb-medium">{name}</bdi>}
                checked={ids.length > 0 && ticked === ids.length}
                indeterminate={ticked > 0 && ticked < ids.length}
                disabled={ids.length === 0}
                onChange={(on) => set(ids, on)}
              />
              <span className="fb-grow" />
              <EnvironmentTag environment={group.environment} />
            </div>
            {group.connections.map(({ endpoint, detail, via }) => {
              const reason = reasons.get(endpoint.id);
              const place =
                via === null
                  ? placeOf(detail)
                  : t('queries:home.via', { place: placeOf(detail), via });
              return (
                <div key={endpoint.id} className={styles['connection']}>
                  <Checkbox
                    label={<bdi>{plainDisplay(endpoint.name)}</bdi>}
                    checked={chosen.has(endpoint.id)}
                    disabled={reason !== undefined}
                    {...(reason === undefined ? {} : { hint: reason })}
                    onChange={(on) => set([endpoint.id], on)}
                  />
                  <bdi className="fb-mono fb-small fb-faint fb-ellipsis fb-grow" title={place}>
                    {plainDisplay(place)}
                  </bdi>
                  {unprovenDialects.has(detail.dialect) && (
                    <Tag tone="warn" outline title={t('queries:unproven.hint')}>
                      {t('queries:unproven.tag')}
                    </Tag>
                  )}
                  <Tag>{t(`systems:dialect.${detail.dialect}`)}</Tag>
                </div>
              );
            })}
          </fieldset>
        );
      })}
    </div>
  );
}
