import i18next from 'i18next';
import type { QueryClient } from '@tanstack/react-query';
import type { Case, HostClient, Task, VaultStatus } from '../../src-main/contract/index';
import {
  activeCaseKey,
  activePanelOf,
  commandStateOf,
  errorText,
  featureOfPanel,
  isCancellation,
  presentCommands,
  refusal,
  tasksKey,
  useCommandRegistry,
  useEvidenceStore,
  useFrame,
  useNotices,
  vaultStatusKey,
  type Activity,
  type NoticeInput,
  type PanelReference,
  type Workbench,
} from '../features/workbench/index';
import type { Toasts } from '../ui';
import { activatePanel, closePanel, openPanel, updatePanel } from './dock-store';
import { features } from './features';

/** What the workbench object reads through, kept fresh by the root component. */
export interface WorkbenchSources {
  host: HostClient;
  queryClient: QueryClient;
  toasts: Toasts;
}

/** Builds the one object through which commands and handlers act on the program. */
export function createWorkbench(sources: () => WorkbenchSources): Workbench {
  const cached = <Data>(key: readonly unknown[]): Data | undefined =>
    sources().queryClient.getQueryData<Data>(key);

  const workbench: Workbench = {
    get host() {
      return sources().host;
    },
    get queryClient() {
      return sources().queryClient;
    },
    get state() {
      return commandStateOf({
        unlocked: cached<VaultStatus>(vaultStatusKey)?.state === 'unlocked',
        activity: useFrame.getState().activity,
        activePanel: activePanelOf(useFrame.getState()),
        activeCase: cached<{ case: Case | null }>(activeCaseKey)?.case ?? null,
        announced: useEvidenceStore.getState().announced,
        tasks: cached<Task[]>(tasksKey) ?? [],
      });
    },
    get panels() {
      return useFrame.getState().panels;
    },
    text: (key, params) => i18next.t(key, params ?? {}),
    openPanel,
    updatePanel,
    closePanel,
    activatePanel,
    showActivity: (activity) => showActivity(activity, workbench),
    run: (commandId, argument) => {
      const { state } = workbench;
      const command = presentCommands(useCommandRegistry.getState().registered, state).find(
        ({ id }) => id === commandId,
      );
      const reason = command ? refusal(command, state) : 'commands:absent';
      if (reason !== null || !command) {
        workbench.notify({
          id: `refused-${commandId}`,
          tone: 'info',
          title: i18next.t(reason ?? 'commands:absent'),
          keep: false,
        });
        return;
      }
      Promise.resolve()
        .then(() => command.run(workbench, argument))
        .catch((error: unknown) => workbench.reportError(error));
    },
    notify: (notice) => showNotice(notice, sources().toasts),
    reportError: (error) => {
      if (isCancellation(error)) return;
      const { what, next } = errorText(error);
      workbench.notify({ tone: 'error', title: what, ...(next ? { body: next } : {}) });
    },
  };
  return workbench;
}

const errorTimeoutMs = 12_000;
/** More than the stack shows at once. */
const rememberedToasts = 20;
const shown: string[] = [];

function showNotice(notice: NoticeInput, toasts: Toasts): void {
  const { keep = true, ...toast } = notice;
  if (keep) useNotices.getState().add(notice);
  // An error stays long enough to be read; it also stands in the list behind the bell.
  shown.push(
    toasts.show({
      ...toast,
      ...(notice.tone === 'error' && !notice.actions ? { timeoutMs: errorTimeoutMs } : {}),
    }),
  );
  if (shown.length > rememberedToasts) shown.shift();
}

/** Takes away every toast: behind the lock none may name a customer, a case or a host. */
export function dismissAll(toasts: Toasts): void {
  for (const id of shown.splice(0)) toasts.dismiss(id);
}

function showActivity(activity: Activity, workbench: Workbench): void {
  const feature = features.find((other) => other.activity?.id === activity);
  if (!feature) return;
  const frame = useFrame.getState();
  frame.change({ activity, ...(feature.SideList ? { sideOpen: true } : {}) });
  const active = activePanelOf(frame);
  if (active && featureOfPanel(active) === feature.id) {
    workbench.activatePanel(active.id);
    return;
  }
  const own = (panel: PanelReference | undefined): boolean =>
    panel !== undefined && featureOfPanel(panel) === feature.id;
  // After a start nothing is recent: then an open panel of it is better than a new one.
  const latest =
    frame.recent.map((id) => frame.panels.find((panel) => panel.id === id)).find(own) ??
    frame.panels.findLast(own);
  if (latest) workbench.activatePanel(latest.id);
  else if (feature.home) {
    const { component, titleKey } = feature.home;
    workbench.openPanel({ id: component, component, title: workbench.text(titleKey) });
  }
}
