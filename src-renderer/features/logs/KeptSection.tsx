import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconDeviceLaptop } from '@tabler/icons-react';
import {
  Busy,
  ErrorState,
  formatBytes,
  LaneMark,
  SectionLabel,
  SelectList,
  StatusDot,
} from '../../ui/index';
import { CommandButton, errorText, useWorkbench } from '../workbench/index';
import { dayText, openCapture, roomText, useCaptures } from './captures';
import { markOf, useMarked, useMarking } from './use-marking';
import styles from './captures.module.css';

/** More of them are on the page of captures. */
const mostShown = 5;

/** The newest logs kept on this machine, and the room all of them take. */
export function KeptSection({
  filter,
  onOpenMarked,
}: {
  filter: string;
  onOpenMarked: () => void;
}) {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const { data, error, refetch } = useCaptures();
  const [selected, setSelected] = useState<string>();
  const wanted = filter.toLowerCase();
  const found = (data?.captures ?? []).filter(({ name, host, path, system }) =>
    [name, host, path, system].some((value) => value.toLowerCase().includes(wanted)),
  );
  const shown = found.slice(0, mostShown);
  const marked = useMarked((store) => store.logs);
  const marking = useMarking({
    logsOf: (id) =>
      shown
        .filter((capture) => capture.id === id)
        .map(({ name }) => ({
          place: { kind: 'capture', captureId: id },
          name,
          production: false,
        })),
    selected,
    onSelect: setSelected,
    onOpen: (id) => {
      const capture = shown.find((one) => one.id === id);
      if (capture) openCapture(workbench, capture);
    },
    onOpenMarked,
  });
  return (
    <section aria-label={t('captures.kept')}>
      <SectionLabel aside={data ? roomText(data.used, data.quota) : undefined}>
        {t('captures.kept')}
      </SectionLabel>
      {error ? (
        <ErrorState what={errorText(error).what} onRetry={() => void refetch()} />
      ) : !data ? (
        <Busy text={t('loading')} />
      ) : data.captures.length === 0 ? (
        <p className={styles['hint']}>{t('captures.emptyShort')}</p>
      ) : (
        <div {...marking.area}>
          <SelectList
            label={t('captures.kept')}
            items={shown}
            itemId={({ id }) => id}
            itemTitle={({ system, host, path, name }) =>
              [name, [system, host].filter(Boolean).join(' · '), path].filter(Boolean).join('\n')
            }
            selectedId={selected}
            onSelect={marking.select}
            onActivate={marking.activate}
            activateOnClick
            renderItem={({ id, name, startedAt, stored, live }) => (
              <>
                <IconDeviceLaptop aria-hidden="true" />
                <span className="fb-ellipsis fb-grow">
                  {dayText(startedAt)} {name}
                </span>
                {markOf(marked, { kind: 'capture', captureId: id }) >= 0 && (
                  <LaneMark lane={markOf(marked, { kind: 'capture', captureId: id })} />
                )}
                <span className="fb-tiny fb-faint">{formatBytes(stored)}</span>
                {live && <StatusDot tone="ok" label={t('state.live')} hideLabel />}
              </>
            )}
          />
          <div className={styles['more']}>
            <CommandButton
              command="logs.captures"
              variant="ghost"
              label={t('captures.all', { count: data.captures.length })}
            />
          </div>
        </div>
      )}
    </section>
  );
}
