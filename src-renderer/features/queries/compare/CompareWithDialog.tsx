import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconSearch } from '@tabler/icons-react';
import type { ResultState } from '../../../../src-main/contract/index';
import {
  Busy,
  Dialog,
  EnvironmentTag,
  formatCount,
  formatFullTime,
  plainDisplay,
  SelectList,
  Tag,
  TextField,
} from '../../../ui/index';
import { useHostQuery, useWorkbench } from '../../workbench/index';
import { matchesText } from '../kept/kept-results';
import { commonColumns } from './compare-key';
import { candidatesOf, kinshipOf } from './candidates';
import { compareResults, nameOf } from './open-comparison';
import styles from './compare.module.css';

/** More results are found by searching. */
const shownResults = 100;

/** Asks for the other of two results: those of the same query first, whatever the system. */
export function CompareWithDialog({
  result,
  onClose,
}: {
  result: ResultState;
  onClose: () => void;
}) {
  const { t } = useTranslation('compare');
  const workbench = useWorkbench();
  const { data: results } = useHostQuery(['queries', 'results'], (host) => host.queries.results());
  const [text, setText] = useState('');
  const [selectedId, setSelectedId] = useState<string>();
  const body = useRef<HTMLDivElement>(null);
  const all = results ? candidatesOf(result, results) : [];
  const found = all.filter((one) => matchesText(one, text));
  const selected = found.find(({ id }) => id === selectedId) ?? found[0];
  const choose = (id: string | undefined): void => {
    const other = found.find((one) => one.id === id);
    if (!other) return;
    onClose();
    compareResults(workbench, result, other);
  };
  /** The arrows choose from the field as well, so that a name and Enter suffice. */
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') choose(selected?.id);
    else if (step !== undefined) {
      const at = found.findIndex(({ id }) => id === selected?.id);
      const next = found[Math.min(found.length - 1, Math.max(0, at + step))];
      setSelectedId(next?.id);
      const option = body.current?.querySelectorAll('[role="option"]')[next ? found.indexOf(next) : 0]; // prettier-ignore
      option?.scrollIntoView({ block: 'nearest' });
    } else return;
    event.preventDefault();
  };
  return (
    <Dialog opened size="lg" onClose={onClose} title={t('pick.title')}>
      <div ref={body} className={styles['pick']}>
        <p className={styles['hint']}>
          {t('pick.this', { name: nameOf(result) })} · {formatFullTime(result.startedAt)}
        </p>
        <TextField
          data-autofocus
          label={t('pick.search')}
          hideLabel
          placeholder={t('pick.search')}
          icon={<IconSearch />}
          value={text}
          onChange={setText}
          onKeyDown={onKeyDown}
        />
        {!results ? (
          <Busy text={t('loading')} />
        ) : found.length === 0 ? (
          <p>{t(all.length === 0 ? 'pick.none' : 'pick.nothingFound')}</p>
        ) : (
          <div className={styles['pickList']}>
            <SelectList
              label={t('pick.list')}
              rowHeight="tall"
              items={found.slice(0, shownResults)}
              itemId={({ id }) => id}
              itemTitle={({ sql }) => plainDisplay(sql.slice(0, 2000))}
              selectedId={selected?.id}
              onSelect={setSelectedId}
              onActivate={choose}
              activateOnClick
              renderItem={(one) => <Candidate result={result} other={one} />}
            />
          </div>
        )}
        {found.length > shownResults && (
          <p className={styles['hint']}>{t('pick.first', { count: shownResults })}</p>
        )}
      </div>
    </Dialog>
  );
}

function Candidate({ result, other }: { result: ResultState; other: ResultState }) {
  const { t } = useTranslation('compare');
  const kin = kinshipOf(result, other);
  const common = commonColumns(result.columns, other.columns).length > 0;
  const { environment, system, database, host, username, startedAt, rows } = other;
  return (
    <span className={styles['candidate']}>
      <span className="fb-row">
        <bdi className="fb-ellipsis fb-medium">{nameOf(other)}</bdi>
        {kin !== null && <Tag tone="accent">{t(`pick.${kin}`)}</Tag>}
        {!common && <Tag tone="warn">{t('pick.noCommon')}</Tag>}
      </span>
      <span className={styles['facts']}>
        <EnvironmentTag environment={environment} />
        <bdi className="fb-ellipsis">
          {plainDisplay([system, `${database} @ ${host}`, username].filter(Boolean).join(' · '))}
        </bdi>
        <span className="fb-number">{formatFullTime(startedAt)}</span>
        <span>{t('pick.rows', { count: rows, rows: formatCount(rows) })}</span>
      </span>
    </span>
  );
}
