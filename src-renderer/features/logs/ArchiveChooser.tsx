import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFilter } from '@tabler/icons-react';
import type { LogPlace, LogSource, LogView } from '../../../src-main/contract/logs';
import {
  Busy,
  Button,
  Checkbox,
  ErrorState,
  formatBytes,
  formatCount,
  formatMoment,
  PanelHeader,
  plainDisplay,
  TextField,
} from '../../ui/index';
import { errorText, useHostQuery, usePanelScope, useWorkbench } from '../workbench/index';
import { openLogs } from './open-log';
import { nameOfPath } from './places';
import { useSourceChange } from './timeline-sources';
import styles from './logs.module.css';

/** More are found by their names. */
const mostShown = 300;
/** A page takes no more sources than this. */
const mostChosen = 200;

/** Which files of a zip are to be read: one, or several as one timeline. */
export function ArchiveChooser({
  view,
  source,
  path,
}: {
  view: LogView;
  /** The source of the view that is the zip. */
  source: LogSource;
  path: string;
}) {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const panelId = usePanelScope()?.panelId ?? '';
  const { replace } = useSourceChange(panelId, view.id);
  const { data, error, refetch } = useHostQuery(['logs', 'members', path], (host) =>
    host.logs.members({ path }),
  );
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const members = data?.members ?? [];
  const wanted = text.toLowerCase();
  const found = members.filter(({ name }) => name.toLowerCase().includes(wanted));
  const open = (names: readonly string[]): void => {
    const places = names.map((entry): LogPlace => ({ kind: 'local', path, entry }));
    const [first] = names;
    if (first === undefined) return;
    if (view.sources.length > 1) {
      replace.mutate({ sourceId: source.id, places });
      return;
    }
    workbench.closePanel(panelId);
    openLogs(workbench, {
      places,
      at: 'start',
      title:
        names.length === 1
          ? nameOfPath(first)
          : t('open.mergedTitle', { name: nameOfPath(path), count: names.length }),
    });
  };
  // In the order of the archive, whatever the order of the clicks.
  const names = members.flatMap(({ name }) => (chosen.has(name) ? [name] : []));
  if (error) return <ErrorState {...errorText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Busy text={t('loading')} />;
  return (
    <section className={styles['archive']} aria-label={t('archive.title')}>
      <PanelHeader
        title={t('archive.in', { name: plainDisplay(nameOfPath(path)) })}
        count={formatCount(members.length)}
      />
      <form
        className={styles['archiveTools']}
        onSubmit={(event) => {
          event.preventDefault();
          open(names.length > 0 ? names.slice(0, mostChosen) : found.slice(0, 1).map(nameOf));
        }}
      >
        <div className="fb-grow" data-page-focus>
          <TextField
            label={t('archive.filter')}
            hideLabel
            placeholder={t('archive.filter')}
            icon={<IconFilter />}
            value={text}
            onChange={setText}
          />
        </div>
        <Button
          type="submit"
          variant="primary"
          disabledReason={names.length === 0 ? t('archive.needsOne') : undefined}
        >
          {names.length > 1
            ? t('open.merged', {
                count: Math.min(mostChosen, names.length),
                files: formatCount(Math.min(mostChosen, names.length)),
              })
            : t('open.open')}
        </Button>
      </form>
      <ul className={styles['members']} aria-label={t('archive.title')}>
        {found.slice(0, mostShown).map(({ name, bytes, changedAt, encrypted }) => (
          <li key={name}>
            <Checkbox
              className="fb-grow"
              label={
                <bdi className="fb-mono" title={plainDisplay(name)}>
                  {plainDisplay(name)}
                </bdi>
              }
              checked={chosen.has(name)}
              disabled={encrypted}
              {...(encrypted ? { hint: t('archive.encrypted') } : {})}
              onChange={(checked) => {
                const next = new Set(chosen);
                if (checked) next.add(name);
                else next.delete(name);
                setChosen(next);
              }}
            />
            <span className="fb-faint fb-number">
              {changedAt !== null && formatMoment(changedAt)}
            </span>
            <span className="fb-number fb-muted">{formatBytes(bytes)}</span>
            <Button
              variant="ghost"
              aria-label={t('archive.open', { name: plainDisplay(name) })}
              disabledReason={encrypted ? t('archive.encrypted') : undefined}
              onClick={() => open([name])}
            >
              {t('open.open')}
            </Button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="fb-small fb-faint">{t('archive.nothing')}</p>}
      {(found.length > mostShown || data.truncated) && (
        <p className="fb-small fb-faint">
          {t('archive.more', { shown: formatCount(Math.min(mostShown, found.length)) })}
        </p>
      )}
    </section>
  );
}

function nameOf({ name }: { name: string }): string {
  return name;
}
