import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerminalNote } from '../../../src-main/contract/index';
import {
  Busy,
  ConfirmDialog,
  ContextMenu,
  EmptyState,
  formatMoment,
  plainDisplay,
  Terminal as TerminalScreen,
  useAnnounce,
  type FindResult,
  type TerminalHandle,
} from '../../ui/index';
import {
  useCloseGuard,
  useEvidenceSource,
  useHost,
  usePanelTab,
  useSettings,
  useWorkbench,
  type PanelProps,
} from '../workbench/index';
import { FindBar } from './FindBar';
import { needsQuestion, PasteByHand, PasteDialog } from './PasteDialog';
import { TerminalBanner } from './TerminalBanner';
import { StateLayer } from './StateLayer';
import { TerminalTools } from './TerminalTools';
import { useCopy, useTerminalActions } from './use-actions';
import { useTerminal } from './use-terminal';
import styles from './terminals.module.css';

const longestTitle = 120;

/** One shell on a host. */
export default function TerminalPanel({ params, panelId, active, visible }: PanelProps) {
  const { t } = useTranslation('terminals');
  const host = useHost();
  const workbench = useWorkbench();
  const settings = useSettings();
  const announce = useAnnounce();
  const terminalId = String(params['terminalId']);
  const endpointId = String(params['endpointId']);
  const note = useCallback(
    ({ note: kind, from, to, exitCode }: TerminalNote): string =>
      t(`note.${kind}`, {
        from: formatMoment(from),
        to: formatMoment(to),
        exit: exitCode === null ? '' : t('note.exit', { code: exitCode }),
      }),
    [t],
  );
  const { handle, setHandle, terminal, setTerminal, gone, cut, input } = useTerminal(
    terminalId,
    note,
  );
  const [title, setTitle] = useState('');
  const [selected, setSelected] = useState(false);
  const [finding, setFinding] = useState(false);
  const [found, setFound] = useState<FindResult | null>(null);
  const [pasting, setPasting] = useState<string | null>(null);
  const [byHand, setByHand] = useState(false);
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const [closing, setClosing] = useState<((close: boolean) => void) | null>(null);

  usePanelTab({
    title: terminal?.name,
    production: terminal ? terminal.environment === 'production' : undefined,
  });
  const state = terminal?.state;
  useEffect(() => {
    if (state === 'stale') announce(t('state.staleShort', { name: terminal?.name }), 'assertive');
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- told once, when it happens
  }, [state]);

  const reconnect = (): void =>
    void host.terminals.reconnect({ id: terminalId }).catch(workbench.reportError);
  const onInput = (text: string, binary: boolean): void => {
    if (state === 'open') input.push(text, binary);
    else if ((state === 'ended' || state === 'failed') && text.includes('\r')) reconnect();
  };
  const sendPaste = (text: string): void => {
    setPasting(null);
    setByHand(false);
    handle?.paste(text);
    handle?.focus();
  };
  const onPaste = (text: string): void => {
    if (!terminal || state !== 'open') return;
    setByHand(false);
    if (needsQuestion(text, terminal)) setPasting(text);
    else sendPaste(text);
  };
  // The host may resize often while a pane is dragged: only the last size of a moment counts.
  const sizing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onResize = (columns: number, rows: number): void => {
    clearTimeout(sizing.current);
    sizing.current = setTimeout(() => {
      void host.terminals.resize({ id: terminalId, columns, rows }).catch(() => undefined);
    }, 60);
  };
  useEffect(() => () => clearTimeout(sizing.current), []);

  const copy = useCopy(handle);
  const copying = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onSelection = (some: boolean): void => {
    setSelected(some);
    clearTimeout(copying.current);
    if (some && settings.terminalCopyOnSelect) copying.current = setTimeout(copy, 200);
  };
  const actions = useTerminalActions({
    terminal,
    handle,
    onChanged: setTerminal,
    find: () => setFinding(true),
    paste: () => {
      navigator.clipboard.readText().then(onPaste, () => setByHand(true));
    },
  });

  useEvidenceSource(
    useMemo(() => {
      if (!terminal || !handle) return null;
      const id = terminal.transcriptId ?? (selected ? terminal.id : null);
      if (id === null) return null;
      let unpin: () => void = () => undefined;
      return {
        source: () => ({
          kind: 'transcript' as const,
          origin: 'terminal' as const,
          id,
          selection: handle.selection() || null,
        }),
        label: selected
          ? t('evidence.selection', { name: terminal.name })
          : t('evidence.whole', { name: terminal.name }),
        onAdded: (evidence) => {
          unpin = handle.pin(`E${evidence.ordinal}`);
        },
        onRemoved: () => unpin(),
      };
      // oxlint-disable-next-line react-hooks/exhaustive-deps -- only what is named in the announcement
    }, [terminal?.transcriptId, terminal?.id, terminal?.name, handle, selected, t]),
  );

  useCloseGuard(async () => {
    const runs = !gone && (state === 'open' || state === 'stale' || state === 'connecting');
    const close =
      !runs || state === 'connecting'
        ? true
        : await new Promise<boolean>((resolve) => setClosing(() => resolve));
    if (close && terminal) await host.terminals.close({ id: terminalId }).catch(() => undefined);
    return close;
  });
  const answer = (close: boolean): void => {
    closing?.(close);
    setClosing(null);
  };

  const openAnew = async (): Promise<void> => {
    const { columns = 100, rows = 30 } = handle ?? {};
    const opened = await host.terminals.open({ endpointId, columns, rows });
    workbench.updatePanel(panelId, { params: { terminalId: opened.id, endpointId } });
  };
  if (gone && !terminal)
    return (
      <EmptyState
        sentence={t('gone.sentence')}
        detail={t('gone.detail')}
        action={{
          label: t('gone.open'),
          variant: 'primary',
          onClick: () => void openAnew().catch(workbench.reportError),
        }}
      />
    );
  return (
    <div className={styles['panel']}>
      {actions.registered}
      {terminal && <TerminalBanner terminal={terminal} />}
      {terminal && (
        <TerminalTools
          terminal={terminal}
          title={plainDisplay(title).slice(0, longestTitle)}
          actions={actions}
        />
      )}
      {finding && handle && (
        <FindBar
          handle={handle}
          found={found}
          onClose={() => {
            setFinding(false);
            handle.focus();
          }}
        />
      )}
      <div className={styles['screen']} data-region="dock-part" tabIndex={-1}>
        <TerminalScreen
          label={t('screen', { name: terminal?.name ?? '' })}
          visible={visible}
          fontSize={settings.terminalFontSize}
          scrollback={settings.terminalScrollback}
          screenReader={settings.terminalScreenReader}
          onReady={(ready: TerminalHandle) => {
            setHandle(ready);
            if (active) ready.focus();
            return () => setHandle(null);
          }}
          onInput={onInput}
          onResize={onResize}
          onPaste={onPaste}
          onSelection={onSelection}
          onTitle={setTitle}
          onClipboardRefused={() =>
            workbench.notify({
              id: `clipboard-${terminalId}`,
              tone: 'warn',
              title: t('clipboardRefused', { name: terminal?.name ?? '' }),
            })
          }
          onMenu={setMenu}
          onFound={setFound}
        />
        {!terminal && !gone && <Busy text={t('connecting')} />}
        {terminal && (
          <StateLayer
            terminal={terminal}
            gone={gone}
            cut={cut}
            onReconnect={reconnect}
            onOpenAnew={() => void openAnew().catch(workbench.reportError)}
          />
        )}
      </div>
      {menu && (
        <ContextMenu
          label={t('menu')}
          at={menu}
          items={actions.contextMenu(selected)}
          onClose={() => setMenu(null)}
        />
      )}
      {pasting !== null && terminal && (
        <PasteDialog
          text={pasting}
          terminal={terminal}
          onPaste={() => sendPaste(pasting)}
          onCancel={() => setPasting(null)}
        />
      )}
      {byHand && <PasteByHand onText={onPaste} onCancel={() => setByHand(false)} />}
      <ConfirmDialog
        opened={closing !== null}
        title={t('close.title', { name: terminal?.name ?? '' })}
        confirmLabel={t('close.confirm')}
        tone="danger"
        onConfirm={() => answer(true)}
        onCancel={() => answer(false)}
      >
        {t('close.body')}
      </ConfirmDialog>
    </div>
  );
}
