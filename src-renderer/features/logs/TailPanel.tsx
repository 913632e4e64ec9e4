import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconArrowDown,
  IconPlayerPause,
  IconPlugOff,
  IconSearch,
  IconTextWrap,
  IconX,
} from '@tabler/icons-react';
import { AppError, type ErrorCode } from '../../../src-main/contract/errors';
import type { Evidence, LogLine as HostLine, TailState } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  EmptyState,
  emptySelection,
  EnvironmentBanner,
  formatBytes,
  formatCount,
  formatMoment,
  IconButton,
  LogList,
  NoteBlock,
  selectionRows,
  selectionSize,
  Toolbar,
  ToolbarSpacer,
  type LogLine,
  type LogListHandle,
} from '../../ui/index';
import { ConnectionError } from '../ssh/index';
import {
  AddEvidenceButton,
  errorText,
  useCommand,
  useEvidenceSource,
  useHost,
  usePanelTab,
  useSettings,
  useWorkbench,
  type PanelProps,
} from '../workbench/index';
import { FilterField } from './FilterField';
import { useLogSources, type LogSource } from './log-queries';
import { rowAt, rowCountOf, type Mark } from './log-rows';
import { useTailViews } from './tail-store';
import { useLines, useTail } from './use-tail';
import { WholeLineDialog } from './WholeLineDialog';
import styles from './logs.module.css';

/** One live log. */
export default function TailPanel({ params, panelId }: PanelProps) {
  const { t } = useTranslation('logs');
  const endpointId = String(params['endpointId']);
  const opened = useTailViews((store) => store.opened.has(endpointId));
  const open = useTailViews((store) => store.open);
  const { sources } = useLogSources();
  const source = sources?.find(({ endpoint }) => endpoint.id === endpointId);
  const { state, setState, error, looked, retry } = useTail(endpointId, opened);
  usePanelTab({
    title: source?.endpoint.name ?? state?.name ?? t('home.title'),
    production: source?.system.environment === 'production',
    systemId: source?.system.id,
  });

  const failure =
    error ?? (state?.state === 'failed' && state.error ? failureOf(state.error) : null);
  const reopen = (): void => {
    open(endpointId);
    retry();
  };
  return (
    <div className={styles['panel']}>
      {source && (
        <EnvironmentBanner
          environment={source.system.environment}
          right="readOnly"
          host={`${source.host} · ${state?.path ?? source.path}`}
          aside={source.system.name}
        />
      )}
      {failure && <ConnectionError error={failure} endpointId={endpointId} onRetry={reopen} />}
      {failure && !state?.lines ? null : !state && looked && !opened ? (
        <EmptyState
          sentence={t('tail.notConnected')}
          detail={t('tail.notConnectedDetail')}
          action={{ label: t('tail.connect'), variant: 'primary', onClick: reopen }}
        />
      ) : !state || (state.state === 'connecting' && state.lines === 0) ? (
        <Busy text={t('tail.connecting')} />
      ) : (
        <TailView state={state} source={source} panelId={panelId} onState={setState} />
      )}
    </div>
  );
}

function failureOf(error: NonNullable<TailState['error']>): AppError {
  return new AppError(error.code as ErrorCode, error.params);
}

function TailView({
  state,
  source,
  panelId,
  onState,
}: {
  state: TailState;
  source: LogSource | undefined;
  panelId: string;
  onState: (state: TailState) => void;
}) {
  const { t } = useTranslation('logs');
  const host = useHost();
  const workbench = useWorkbench();
  const settings = useSettings();
  const [follow, setFollow] = useState(true);
  const [wrapped, setWrapped] = useState<boolean | null>(null);
  const [selection, setSelection] = useState(emptySelection);
  const [pins, setPins] = useState<ReadonlyMap<number, Evidence>>(new Map());
  const [whole, setWhole] = useState<HostLine | null>(null);
  const filterField = useRef<HTMLInputElement>(null);
  const list = useRef<LogListHandle>(null);
  const wrap = wrapped ?? settings.logWrap;

  const matched = state.filter !== '';
  // Paused: the view stands still while the host goes on receiving.
  const [frozen, setFrozen] = useState<number | null>(null);
  const live = matched ? state.matched : state.lines;
  const total = frozen === null ? live : Math.min(frozen, live);
  const marks = useMemo(
    () => (matched ? [] : state.marks.filter((mark) => mark.line <= total)),
    [matched, state.marks, total],
  );
  const { get, want, revision } = useLines(state.id, state.filter, total);

  const setFollowing = useCallback((next: boolean) => {
    setFollow(next);
    if (next) setFrozen(null);
  }, []);
  useEffect(() => {
    setSelection(emptySelection);
  }, [state.filter]);

  const lineAt = useCallback(
    (row: number): HostLine | undefined => {
      if (matched) return get(row);
      const at = rowAt(row, marks);
      return at.kind === 'line' ? get(at.line) : undefined;
    },
    [get, matched, marks],
  );
  const getLine = (row: number): LogLine | undefined => {
    const at = matched ? ({ kind: 'line', line: row } as const) : rowAt(row, marks);
    if (at.kind === 'mark') return markRow(at.mark);
    const line = get(at.line);
    return line && shownLine(line, pins.get(line.line));
  };
  const markRow = (mark: Mark): LogLine => ({
    text: t(`mark.${mark.kind}`, { time: formatMoment(mark.at) }),
    note: { tone: mark.kind === 'gap' || mark.kind === 'truncated' ? 'warn' : 'info' },
  });

  const selectedRows = selectionSize(selection);
  const lines = useMemo(
    () =>
      selectedRows > mostSelected
        ? []
        : [...selectionRows(selection)].flatMap((row) => {
            const line = lineAt(row);
            return line ? [line.line] : [];
          }),
    // `revision` changes when lines that were missing have arrived.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [selection, selectedRows, lineAt, revision],
  );
  useEffect(() => {
    // Evidence needs the number of every selected line, also of those never scrolled into sight.
    if (selectedRows <= mostSelected) for (const [from, to] of selection.ranges) want(from, to);
  }, [selection, selectedRows, want, revision]);

  useEvidenceSource(
    useMemo(
      () =>
        lines.length === 0
          ? null
          : {
              source: { kind: 'log' as const, tailId: state.id, lines },
              label: t('evidence', { count: lines.length, name: state.name }),
              onAdded: (evidence) =>
                setPins(
                  (old) => new Map([...old, ...lines.map((line) => [line, evidence] as const)]),
                ),
              onRemoved: (evidence) =>
                setPins((old) => new Map([...old].filter(([, kept]) => kept.id !== evidence.id))),
            },
      [lines, state.id, state.name, t],
    ),
  );
  const focusTail = useTailViews((store) => store.focus);
  const focusedLine = selection.focus === undefined ? undefined : lineAt(selection.focus);
  useEffect(() => {
    focusTail(panelId, focusedLine ? { tailId: state.id, line: focusedLine } : null);
  }, [focusTail, panelId, state.id, focusedLine]);

  const pause = (): void => {
    if (frozen === null) setFrozen(live);
    else setFrozen(null);
    setFollow(frozen !== null);
  };
  useCommand({
    id: 'logs.follow',
    titleKey: 'logs:command.follow',
    icon: IconArrowDown,
    keys: 'F',
    run: () => setFollowing(true),
  });
  useCommand({
    id: 'logs.pause',
    titleKey: 'logs:command.pause',
    icon: IconPlayerPause,
    keys: 'Space',
    run: pause,
  });
  useCommand({
    id: 'logs.find',
    titleKey: 'logs:command.find',
    icon: IconSearch,
    keys: ['Ctrl F', '/'],
    run: () => filterField.current?.select(),
  });
  useCommand({
    id: 'logs.wrap',
    titleKey: 'logs:command.wrap',
    icon: IconTextWrap,
    keys: 'W',
    run: () => setWrapped(!wrap),
  });

  const close = async (): Promise<void> => {
    await host.logs.close({ id: state.id });
    workbench.closePanel(panelId);
  };
  const paused = frozen !== null;
  return (
    <>
      <Toolbar label={t('tail.tools')}>
        <FilterField
          fieldRef={filterField}
          state={state}
          onState={onState}
          onLeave={() => list.current?.focus()}
        />
        <Button
          icon={<IconArrowDown />}
          kbd="F"
          pressed={follow && !paused}
          onClick={() => setFollowing(true)}
        >
          {t('tail.follow')}
        </Button>
        <Button icon={<IconPlayerPause />} kbd="Space" pressed={paused} onClick={pause}>
          {paused
            ? t('tail.paused', { count: live - total, waiting: formatCount(live - total) })
            : t('tail.pause')}
        </Button>
        <IconButton
          label={t('tail.wrap')}
          kbd="W"
          icon={<IconTextWrap />}
          pressed={wrap}
          onClick={() => setWrapped(!wrap)}
        />
        <ToolbarSpacer />
        <IconButton
          label={t('tail.close')}
          icon={<IconX />}
          onClick={() => void close().catch(workbench.reportError)}
        />
        <AddEvidenceButton />
      </Toolbar>
      {state.state === 'stale' && <StaleBar state={state} />}
      {state.owner && <ElsewhereBar owner={state.owner} />}
      <div className={styles['list']} data-page-focus>
        <LogList
          handle={list}
          label={t('tail.list', { name: state.name })}
          lineCount={rowCountOf(total, marks)}
          getLine={getLine}
          onWindow={(from, to) => want(Math.max(0, from - marks.length), to)}
          follow={follow && !paused}
          onFollowChange={setFollowing}
          selection={selection}
          onSelectionChange={setSelection}
          onPinClick={(label) => {
            const evidence = [...pins.values()].find(({ ordinal }) => `E${ordinal}` === label);
            if (evidence) workbench.run('cases.open', evidence.caseId);
          }}
          onMore={(row) => setWhole(lineAt(row) ?? null)}
          highlight={state.filter || undefined}
          wrap={wrap}
          emptyText={matched ? t('tail.nothingMatches', { filter: state.filter }) : t('tail.empty')}
          revision={revision}
        />
      </div>
      <footer className={styles['footer']}>
        <span>
          {matched
            ? t('tail.matched', {
                matched: formatCount(state.matched),
                lines: formatCount(state.lines),
              })
            : t('tail.lines', { lines: formatCount(state.lines) })}
        </span>
        <span>{formatBytes(state.bytes)}</span>
        <span title={t('tail.encoding')}>{state.encoding}</span>
        <span className="fb-mono fb-ellipsis fb-faint" title={state.command}>
          {state.command}
        </span>
        <span className="fb-grow" />
        {selectedRows > mostSelected ? (
          <span>{t('tail.tooManySelected', { limit: formatCount(mostSelected) })}</span>
        ) : (
          selectedRows > 0 && (
            <span>
              {t('tail.selected', { count: selectedRows, selected: formatCount(selectedRows) })}
            </span>
          )
        )}
      </footer>
      {whole && <WholeLineDialog tailId={state.id} line={whole} onClose={() => setWhole(null)} />}
      {source === undefined && <NoteBlock tone="warn">{t('tail.sourceGone')}</NoteBlock>}
    </>
  );
}

/** Lines that one piece of evidence may have from here. */
const mostSelected = 5000;

function shownLine(line: HostLine, evidence: Evidence | undefined): LogLine {
  return {
    ...(evidence ? { pin: `E${evidence.ordinal}` } : {}),
    text: line.text,
    ...(line.level ? { level: line.level } : {}),
    ...(line.time ? { time: line.time } : {}),
    ...(line.fullLength === null ? {} : { clipped: true, fullLength: line.fullLength }),
  };
}

/** Another process on this profile follows the log: what it does, and what happens when it ends. */
function ElsewhereBar({ owner }: { owner: NonNullable<TailState['owner']> }) {
  const { t } = useTranslation('logs');
  return (
    <NoteBlock
      tone="info"
      title={t('tail.elsewhere', { where: t(`tail.face.${owner.face}`), pid: owner.pid })}
    >
      {t('tail.elsewhereDetail', {
        state: t(`state.${owner.state as TailState['state']}`, { defaultValue: owner.state }),
        lines: formatCount(owner.lines),
        bytes: formatBytes(owner.bytes),
      })}
    </NoteBlock>
  );
}

function StaleBar({ state }: { state: TailState }) {
  const { t } = useTranslation('logs');
  const host = useHost();
  const workbench = useWorkbench();
  return (
    <NoteBlock
      tone="warn"
      icon={<IconPlugOff />}
      title={t('tail.stale', {
        host: state.host,
        time: state.staleSince === null ? '' : formatMoment(state.staleSince),
      })}
      actions={
        <Button
          onClick={() => void host.logs.reconnect({ id: state.id }).catch(workbench.reportError)}
        >
          {t('tail.reconnect')}
        </Button>
      }
    >
      {state.error ? errorText(failureOf(state.error)).what : t('tail.staleDetail')}
    </NoteBlock>
  );
}
