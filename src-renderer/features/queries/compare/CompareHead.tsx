import { useTranslation } from 'react-i18next';
import { IconExternalLink, IconSwitchHorizontal } from '@tabler/icons-react';
import type { ResultState } from '../../../../src-main/contract/index';
import {
  EnvironmentTag,
  formatCount,
  formatFullTime,
  IconButton,
  plainDisplay,
  Tag,
} from '../../../ui/index';
import { useWorkbench } from '../../workbench/index';
import { openResult } from '../connections';
import { StateTag } from '../ResultFailure';
import { nameOf } from './open-comparison';
import styles from './compare.module.css';

/** Where both results came from: system, server, account, time and statement. */
export function CompareHead({
  before,
  after,
  onSwap,
}: {
  before: ResultState;
  after: ResultState;
  onSwap: () => void;
}) {
  const { t } = useTranslation('compare');
  const same = before.sql.trim() === after.sql.trim();
  const identical = before.sha256 !== null && before.sha256 === after.sha256;
  return (
    <section className={styles['head']} aria-label={t('head.label')}>
      <div className={styles['sides']}>
        <Side word={t('sides.before')} result={before} statement={!same} />
        <IconButton label={t('head.swap')} icon={<IconSwitchHorizontal />} onClick={onSwap} />
        <Side word={t('sides.after')} result={after} statement={!same} />
      </div>
      {same && (
        <p className={styles['statement']} title={plainDisplay(after.sql.slice(0, 4000))}>
          <span className="fb-faint">{t('head.sameStatement')}</span>{' '}
          <bdi className="fb-mono">{oneLine(after.sql)}</bdi>
        </p>
      )}
      {identical && (
        <div>
          <Tag tone="ok">{t('head.identical')}</Tag>
        </div>
      )}
    </section>
  );
}

function Side({
  word,
  result,
  statement,
}: {
  word: string;
  result: ResultState;
  statement: boolean;
}) {
  const { t } = useTranslation('compare');
  const workbench = useWorkbench();
  const { environment, system, database, host, username, server, startedAt, rows } = result;
  const parameters = Object.entries(result.parameters);
  return (
    <div className={styles['side']} role="group" aria-label={word}>
      <p className={styles['sideTitle']}>
        <Tag tone="accent">{word}</Tag>
        <bdi className="fb-ellipsis fb-strong" title={nameOf(result)}>
          {nameOf(result)}
        </bdi>
        {result.state !== 'done' && <StateTag state={result.state} />}
        <IconButton
          label={t('head.open')}
          icon={<IconExternalLink />}
          size="sm"
          onClick={() => openResult(workbench, result)}
        />
      </p>
      <p className={styles['facts']}>
        <EnvironmentTag environment={environment} />
        <bdi className="fb-ellipsis" title={plainDisplay(`${system} · ${server}`)}>
          {plainDisplay(system)}
        </bdi>
        <span className="fb-number">{formatFullTime(startedAt)}</span>
        <span>{t('head.rows', { count: rows, rows: formatCount(rows) })}</span>
      </p>
      <p className={styles['facts']} title={plainDisplay(server)}>
        <bdi className="fb-ellipsis fb-mono">
          {plainDisplay([username, `${database} @ ${host}`].filter(Boolean).join(' · '))}
        </bdi>
      </p>
      {parameters.length > 0 && (
        <p className={styles['facts']}>
          <bdi className="fb-ellipsis fb-mono">
            {plainDisplay(
              parameters.map(([name, value]) => `:${name} = ${value ?? 'NULL'}`).join(' · '),
            )}
          </bdi>
        </p>
      )}
      {statement && (
        <p className={styles['facts']} title={plainDisplay(result.sql.slice(0, 4000))}>
          <bdi className="fb-ellipsis fb-mono">{oneLine(result.sql)}</bdi>
        </p>
      )}
    </div>
  );
}

function oneLine(sql: string): string {
  return plainDisplay(sql.slice(0, 1000).replaceAll(/\s+/g, ' ').trim());
}
