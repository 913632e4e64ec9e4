import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconDeviceLaptop, IconFileText } from '@tabler/icons-react';
import type { LogPlace } from '../../../src-main/contract/logs';
import { Button, Dialog, SelectList, TextField } from '../../ui/index';
import { dayText, useCaptures } from './captures';
import { useLogSources } from './log-queries';
import { nameOfPath, placeKey } from './places';
import styles from './logs.module.css';

interface Candidate {
  place: LogPlace;
  name: string;
  where: string;
}

/** Chooses one more log for the page in front: of a host, kept here, or a path of this machine. */
export function AddSourceDialog({
  taken,
  onAdd,
  onClose,
}: {
  /** What the page shows already. */
  taken: readonly LogPlace[];
  onAdd: (place: LogPlace) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('logs');
  const { sources } = useLogSources();
  const captures = useCaptures().data?.captures;
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string>();
  const takenKeys = new Set(taken.map(placeKey));
  const wanted = text.trim().toLowerCase();
  const candidates: Candidate[] = [
    ...(sources ?? []).map(({ endpoint, system, host }) => ({
      place: { kind: 'endpoint' as const, endpointId: endpoint.id },
      name: endpoint.name,
      where: `${system.name} · ${host}`,
    })),
    ...(captures ?? []).map(({ id, name, startedAt, host }) => ({
      place: { kind: 'capture' as const, captureId: id },
      name: `${dayText(startedAt)} ${name}`,
      where: host,
    })),
  ];
  const shown = candidates.filter(
    ({ place, name, where }) =>
      !takenKeys.has(placeKey(place)) && `${name}\n${where}`.toLowerCase().includes(wanted),
  );
  const path = text.trim();
  if (/^(?:\/|[A-Za-z]:[\\/]|\\\\)./.test(path))
    shown.push({ place: { kind: 'local', path }, name: nameOfPath(path), where: path });
  const current = shown.find(({ place }) => placeKey(place) === chosen) ?? shown[0];
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('merge.add')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            variant="primary"
            disabledReason={current ? undefined : t('side.nothingFound')}
            onClick={() => current && onAdd(current.place)}
          >
            {t('merge.addRun')}
          </Button>
        </>
      }
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (current) onAdd(current.place);
        }}
      >
        <TextField
          data-autofocus
          label={t('merge.find')}
          hint={t('merge.findHint')}
          value={text}
          onChange={setText}
        />
        <div>
          {shown.length === 0 ? (
            <p className="fb-small fb-muted">{t('side.nothingFound')}</p>
          ) : (
            <SelectList
              label={t('merge.find')}
              items={shown}
              itemId={({ place }) => placeKey(place)}
              itemTitle={({ name, where }) => `${name}\n${where}`}
              selectedId={current && placeKey(current.place)}
              onSelect={setChosen}
              onActivate={() => current && onAdd(current.place)}
              renderItem={({ place, name, where }) => (
                <>
                  {place.kind === 'endpoint' ? (
                    <IconFileText aria-hidden="true" />
                  ) : (
                    <IconDeviceLaptop aria-hidden="true" />
                  )}
                  <span className="fb-ellipsis fb-grow">{name}</span>
                  <span className="fb-small fb-muted fb-ellipsis">{where}</span>
                </>
              )}
            />
          )}
        </div>
      </form>
    </Dialog>
  );
}
