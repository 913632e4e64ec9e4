import { useEffect, useLayoutEffect, useMemo, useState, type ReactNode } from 'react';
import { QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { createStore } from 'zustand';
import { Busy, ErrorState, Logo, useToast } from '../ui';
import {
  errorText,
  HostProvider,
  type HostConnection,
  useActiveCase,
  useCommandRegistry,
  useConnection,
  useHost,
  useHostEvent,
  useNotices,
  useTasks,
  useVaultStatus,
  WorkbenchProvider,
} from '../features/workbench/index';
import { usePendingRecoveryKey, VaultScreen } from '../features/vault/index';
import { AppBoundary } from './boundaries';
import { frameCommands } from './commands';
import { HostGate } from './connection';
import { EvidenceDialogs } from './EvidenceDialogs';
import { features } from './features';
import { Frame } from './Frame';
import { createQueryClient, forgetProfileData } from './host-events';
import { Keyboard } from './Keyboard';
import { LookFromSettings, LookProvider } from './Look';
import { HostNotices } from './Notices';
import { useOverlays } from './overlays';
import { Palette } from './Palette';
import { ShortcutHelp } from './ShortcutHelp';
import { useIdleLock } from './use-idle-lock';
import { createWorkbench, dismissAll, type WorkbenchSources } from './workbench';
import styles from './frame.module.css';

function WorkbenchRoot({ children }: { children: ReactNode }) {
  const host = useHost();
  const queryClient = useQueryClient();
  const toasts = useToast();
  const [sources] = useState(() =>
    createStore<WorkbenchSources>(() => ({ host, queryClient, toasts })),
  );
  useLayoutEffect(() => sources.setState({ host, queryClient, toasts }));
  const [workbench] = useState(() => createWorkbench(sources.getState));
  const register = useCommandRegistry((registry) => registry.register);
  useEffect(() => {
    const commands = [...features.flatMap(({ commands: own = [] }) => own), ...frameCommands];
    const stops = commands.map((command) => register(command, null));
    return () => stops.forEach((stop) => stop());
  }, [register]);
  return <WorkbenchProvider value={workbench}>{children}</WorkbenchProvider>;
}

/** Asks before the page goes away under running work; in Electron the shell asks. */
function useCloseGuard(): void {
  const running = useTasks().some((task) => task.state === 'running');
  useEffect(() => {
    if (!running || window.fieldbench) return;
    const onBeforeUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', onBeforeUnload);
    return () => window.removeEventListener('beforeunload', onBeforeUnload);
  }, [running]);
}

/** Title of the window; on the lock screen it names no case. */
function useDocumentTitle(open: boolean): void {
  const { t } = useTranslation('app');
  const activeCase = useActiveCase();
  const demo = useVaultStatus()?.demo ?? false;
  const base = demo ? t('title.demo') : t('title.plain');
  const title = open && activeCase ? `${activeCase.number} · ${base}` : base;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/**
 * The connection for pages: while they wait behind the lock after a restart of the host, they
 * keep their old client, so that streams and drafts start again when the vault is open and not
 * before, when all would be refused.
 */
function useUnlockedConnection(locked: boolean): HostConnection {
  const connection = useConnection();
  const [unlocked, setUnlocked] = useState(connection);
  if (!locked && unlocked !== connection) setUnlocked(connection);
  return useMemo(
    () =>
      locked
        ? { ...connection, client: unlocked.client, generation: unlocked.generation }
        : connection,
    [locked, connection, unlocked],
  );
}

/** Lives while the vault is open; when it goes, so does what was read from the vault. */
function OpenProgram({ hidden }: { hidden: boolean }) {
  const queryClient = useQueryClient();
  const toasts = useToast();
  useIdleLock();
  useCloseGuard();
  const backgrounds = useMemo(
    () => features.flatMap(({ id, Background }) => (Background ? [{ id, Background }] : [])),
    [],
  );
  useEffect(
    () => () => {
      useNotices.getState().clear();
      dismissAll(toasts);
      useOverlays.getState().show({ palette: null, notices: false });
      // After the views below have let go of their queries.
      setTimeout(() => forgetProfileData(queryClient), 0);
    },
    [queryClient, toasts],
  );
  return (
    <HostProvider value={useUnlockedConnection(hidden)}>
      <Frame hidden={hidden} />
      {!hidden && (
        <>
          <Palette />
          <EvidenceDialogs />
          {backgrounds.map(({ id, Background }) => (
            <Background key={id} />
          ))}
        </>
      )}
    </HostProvider>
  );
}

function Program() {
  const { t } = useTranslation('app');
  const status = useVaultStatus();
  const { generation } = useConnection();
  const showsRecoveryKey = usePendingRecoveryKey() !== null;
  const unlocked = status?.state === 'unlocked';
  // The frame survives a restart of the host (its vault is locked then) but not a lock by a person.
  const [kept, setKept] = useState(false);
  useHostEvent('vault', ({ state }) => {
    if (state !== 'unlocked') setKept(false);
  });
  const locked = !unlocked || showsRecoveryKey;
  if (!locked && !kept) setKept(true);
  useDocumentTitle(!locked);
  if (!status) return <Waiting error={undefined} text={t('host.connecting')} />;
  return (
    <>
      {(kept || !locked) && <OpenProgram hidden={locked} />}
      {locked && <VaultScreen status={status} restarted={kept && generation > 1} />}
    </>
  );
}

function Waiting({ error, text }: { error: unknown; text?: string }) {
  const { t } = useTranslation('app');
  const words = error === undefined ? undefined : errorText(error);
  return (
    <main className={styles['waiting']}>
      <Logo size={44} />
      {words ? (
        <ErrorState
          what={words.what}
          next={words.next ?? t('host.unreachable')}
          onRetry={() => window.location.reload()}
        />
      ) : (
        <Busy text={text ?? t('host.connecting')} />
      )}
    </main>
  );
}

/** The whole program. */
export function App() {
  const [queryClient] = useState(createQueryClient);
  return (
    <LookProvider>
      <AppBoundary>
        <QueryClientProvider client={queryClient}>
          <HostGate waiting={(error) => <Waiting error={error} />}>
            <LookFromSettings />
            <WorkbenchRoot>
              <Keyboard />
              <HostNotices />
              <Program />
              <ShortcutHelp />
            </WorkbenchRoot>
          </HostGate>
        </QueryClientProvider>
      </AppBoundary>
    </LookProvider>
  );
}
