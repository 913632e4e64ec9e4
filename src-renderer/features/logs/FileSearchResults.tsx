import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFileText, IconAlertTriangle } from '@tabler/icons-react';
import type { Inventory } from '../../../src-main/contract/index';
import {
  Button,
  clipText,
  ErrorState,
  formatCount,
  HostileText,
  plainDisplay,
  SelectList,
  SplitPane,
} from '../../ui/index';
import { errorText, useWorkbench } from '../workbench/index';
import { openLogs } from './open-log';
import { nameOfPath } from './places';
import { aroundHit, placeWords } from './file-search';
import type { FileSearchState, SearchedFile } from './use-file-search';
import styles from './file-search.module.css';

/** Of a hit that may be cut, in its tooltip. */
const titleCharacters = 1000;

interface ResultsProps {
  state: FileSearchState;
  inventory: Inventory | undefined;
}

/** Files with hits, most first, and the first hits of the chosen one. */
export function FileSearchResults({ state, inventory }: ResultsProps) {
  const { t } = useTranslation('logs');
  const [size, setSize] = useState(280);
  const [selected, setSelected] = useState<string>();
  const chosen = state.found.find(({ key }) => key === selected) ?? state.found[0];
  return (
    <div className={styles['results']}>
      <SplitPane
        label={t('files.resize')}
        direction="row"
        size={size}
        onSizeChange={setSize}
        min={180}
        max={520}
        first={
          <div className={styles['scroll']}>
            <SelectList
              label={t('files.files')}
              rowHeight="tall"
              items={state.found}
              itemId={({ key }) => key}
              itemTitle={({ scope }) => {
                const { host, path } = placeWords(scope, inventory);
                return `${host} ${path}`.trim();
              }}
              selectedId={chosen?.key}
              onSelect={setSelected}
              renderItem={(file) => <FileRow file={file} inventory={inventory} />}
            />
          </div>
        }
        second={
          chosen ? (
            <Hits
              key={chosen.key}
              file={chosen}
              inventory={inventory}
              highlight={state.search?.regex === false ? state.search.text : undefined}
            />
          ) : (
            <div />
          )
        }
      />
    </div>
  );
}

function FileRow({
  file: { scope, lines, error },
  inventory,
}: {
  file: SearchedFile;
  inventory: Inventory | undefined;
}) {
  const { t } = useTranslation('logs');
  const { host, path } = placeWords(scope, inventory);
  return (
    <>
      {error ? <IconAlertTriangle aria-hidden="true" /> : <IconFileText aria-hidden="true" />}
      <span className={styles['file']}>
        <bdi className="fb-mono fb-ellipsis">{nameOfPath(path)}</bdi>
        <span className="fb-tiny fb-faint fb-ellipsis">{host === '' ? t('files.here') : host}</span>
      </span>
      {error && lines === null ? (
        <span className={styles['failed']}>{t('files.failed')}</span>
      ) : (
        <span className="fb-number">{formatCount(lines ?? 0)}</span>
      )}
    </>
  );
}

function Hits({
  file,
  inventory,
  highlight,
}: {
  file: SearchedFile;
  inventory: Inventory | undefined;
  highlight: string | undefined;
}) {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const [selected, setSelected] = useState<string>();
  const { scope, hits, lines, error, command } = file;
  const { host, path } = placeWords(scope, inventory);
  const open = (offset: number | null): void => {
    if (scope.kind === 'pattern') return;
    openLogs(workbench, {
      places: [scope],
      title: nameOfPath(path),
      at: 'start',
      ...(offset === null ? {} : { target: { kind: 'offset', source: 0, offset } }),
    });
  };
  return (
    <div className={styles['hits']}>
      <div className={styles['hitsHead']}>
        <div className={styles['file']}>
          <bdi className="fb-mono fb-ellipsis" title={path}>
            {path}
          </bdi>
          <span className="fb-small fb-muted">
            {[
              host === '' ? t('files.here') : host,
              ...(lines === null
                ? []
                : [t('files.lines', { count: lines, lines: formatCount(lines) })]),
              ...(lines !== null && lines > hits.length && hits.length > 0
                ? [t('files.first', { count: hits.length })]
                : []),
            ].join(' · ')}
          </span>
        </div>
        {scope.kind !== 'pattern' && <Button onClick={() => open(null)}>{t('files.open')}</Button>}
      </div>
      {command !== '' && (
        <details className={styles['command']}>
          <summary>{t('files.command')}</summary>
          <pre>
            <HostileText multiline text={command} />
          </pre>
        </details>
      )}
      {error !== null && <ErrorState {...errorText(error)} />}
      <div className={styles['scroll']}>
        <SelectList
          label={t('files.hits', { name: nameOfPath(path) })}
          items={hits}
          itemId={({ offset }) => String(offset)}
          itemTitle={({ text }) => clipText(plainDisplay(text), titleCharacters).text}
          selectedId={selected}
          onSelect={setSelected}
          activateOnClick
          onActivate={(id) => open(Number(id))}
          renderItem={({ text }) => (
            <span className="fb-mono fb-ellipsis">
              <HostileText text={aroundHit(text, highlight)} highlight={highlight} tabs />
            </span>
          )}
        />
      </div>
    </div>
  );
}
