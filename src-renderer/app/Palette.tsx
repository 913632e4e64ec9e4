import {
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type ComponentType,
  type KeyboardEvent,
} from 'react';
import { useTranslation } from 'react-i18next';
import { IconChevronRight, IconSearch } from '@tabler/icons-react';
import { Kbd } from '../ui';
import { useWorkbench } from '../features/workbench/index';
import { wantFocus } from './dock-store';
import { useOverlays } from './overlays';
import { usePaletteSections, type PaletteRow } from './palette-sections';
import styles from './palette.module.css';

function Title({ row }: { row: PaletteRow }) {
  const parts = [];
  let at = 0;
  for (const [from, to] of row.ranges) {
    parts.push(row.title.slice(at, from));
    parts.push(<mark key={from}>{row.title.slice(from, to)}</mark>);
    at = to;
  }
  parts.push(row.title.slice(at));
  return <span className="fb-ellipsis">{parts}</span>;
}

function Option({
  row,
  id,
  selected,
  onPoint,
  onChoose,
}: {
  row: PaletteRow;
  id: string;
  selected: boolean;
  onPoint: () => void;
  onChoose: () => void;
}) {
  const Icon: ComponentType = row.icon ?? IconChevronRight;
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected) element.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <div
      ref={element}
      id={id}
      role="option"
      aria-selected={selected}
      aria-disabled={row.disabledReason !== undefined}
      className={styles['option']}
      onPointerMove={onPoint}
      onClick={onChoose}
    >
      <Icon />
      <Title row={row} />
      <span className={styles['meta']}>
        <span className="fb-ellipsis">{row.disabledReason ?? row.meta}</span>
        {row.keys && <Kbd keys={row.keys} />}
      </span>
    </div>
  );
}

function Hint({ keys, word }: { keys: readonly string[]; word: string }) {
  return (
    <span className={styles['hint']}>
      {keys.map((key) => (
        <Kbd key={key} keys={key} />
      ))}
      {word}
    </span>
  );
}

function PaletteBody({ start, close }: { start: string; close: () => void }) {
  const { t } = useTranslation('app');
  const workbench = useWorkbench();
  const [input, setInput] = useState(start);
  const [index, setIndex] = useState(0);
  const listId = useId();
  const { sections, note } = usePaletteSections(input);
  const rows = useMemo(() => sections.flatMap((section) => section.rows), [sections]);
  const at = Math.min(index, Math.max(0, rows.length - 1));

  const choose = (row: PaletteRow | undefined): void => {
    if (!row || row.disabledReason !== undefined) return;
    close();
    wantFocus(true);
    row.run(workbench);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      const last = rows.length - 1;
      const next = at + step;
      const wraps = Math.abs(step) === 1;
      setIndex(next < 0 ? (wraps ? last : 0) : next > last ? (wraps ? 0 : last) : next);
    } else if (event.key === 'Enter') choose(rows[at]);
    else return;
    event.preventDefault();
  };

  let row = 0;
  return (
    <>
      <div className={styles['head']}>
        <IconSearch aria-hidden="true" />
        <input
          className={styles['input']}
          role="combobox"
          aria-label={t('palette.label')}
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={rows.length > 0 ? `${listId}-${at}` : undefined}
          aria-autocomplete="list"
          placeholder={t('search.placeholder')}
          spellCheck={false}
          autoComplete="off"
          value={input}
          onChange={(event) => {
            setInput(event.currentTarget.value);
            setIndex(0);
          }}
          onKeyDown={onKeyDown}
        />
        <span className="fb-small fb-muted" role="status">
          {t('palette.count', { count: rows.length })}
        </span>
      </div>
      <div id={listId} role="listbox" aria-label={t('palette.results')} className={styles['list']}>
        {note && <p className={styles['none']}>{note}</p>}
        {!note && rows.length === 0 && <p className={styles['none']}>{t('palette.none')}</p>}
        {sections.map((section) => (
          <div key={section.id} role="group" aria-label={section.title}>
            <div className={styles['heading']} aria-hidden="true">
              {section.title}
            </div>
            {section.rows.map((item) => {
              const number = row++;
              return (
                <Option
                  key={item.id}
                  row={item}
                  id={`${listId}-${number}`}
                  selected={number === at}
                  onPoint={() => setIndex(number)}
                  onChoose={() => choose(item)}
                />
              );
            })}
          </div>
        ))}
      </div>
      <div className={styles['foot']} aria-hidden="true">
        <Hint keys={['↑', '↓']} word={t('palette.select')} />
        <Hint keys={['Enter']} word={t('palette.run')} />
        <span className="fb-grow" />
        <Hint keys={['>']} word={t('palette.commands')} />
        <Hint keys={['@']} word={t('palette.cases')} />
        <Hint keys={['/']} word={t('palette.logs')} />
      </div>
    </>
  );
}

/** Search and commands in one place. A native modal dialog: it traps focus and Escape closes it. */
export function Palette() {
  const { t } = useTranslation('app');
  const start = useOverlays((overlays) => overlays.palette);
  const show = useOverlays((overlays) => overlays.show);
  const dialog = useRef<HTMLDialogElement>(null);
  const opened = start !== null;
  useEffect(() => {
    if (opened) dialog.current?.showModal();
    else dialog.current?.close();
  }, [opened]);
  const close = (): void => show({ palette: null });
  return (
    <dialog
      ref={dialog}
      className={styles['palette']}
      aria-label={t('palette.label')}
      onClose={close}
      onPointerDown={(event) => {
        // Only the backdrop is the dialog itself.
        if (event.target === event.currentTarget) close();
      }}
    >
      {opened && <PaletteBody key={start} start={start} close={close} />}
    </dialog>
  );
}
