/**
 * The shared room of the features: what each of them may use of the program around it. The
 * program (`src-renderer/app`) fills it; features never import the program.
 */
export {
  activities,
  type Activity,
  type Command,
  type CommandInfo,
  type CommandState,
  type FeatureDefinition,
  type OpenPanelInput,
  type PaletteItem,
  type PaletteSource,
  type PanelDefinition,
  type PanelProps,
  type PanelReference,
  type PanelUpdate,
  type Workbench,
} from './types';
export { useWorkbench, WorkbenchProvider } from './context';
export { HostProvider, useConnection, useHost, useHostEvent, type HostConnection } from './host';
export {
  activeCaseKey,
  settingsKey,
  tasksKey,
  useActiveCase,
  useCurrentInventory,
  useHostMutation,
  useHostQuery,
  useSettings,
  useTasks,
  useVaultStatus,
  vaultStatusKey,
  type HostKey,
} from './queries';
export { errorText, failureOf, isCancellation, type ErrorText } from './errors';
export {
  isLetterPlace,
  isPlainChord,
  isTypingTarget,
  matchesChord,
  parseChord,
  type Chord,
  type KeyPress,
} from './keys';
export { useNotices, type Notice, type NoticeInput } from './notices';
export { useCommand, useCommandInfo, CommandButton } from './commands';
export {
  commandOfPress,
  keysOf,
  presentCommands,
  refusal,
  useCommandRegistry,
} from './command-store';
export { commandStateOf, useActivePanel, useCommandState } from './state';
export { useStopTask } from './stop-task';
export { useNow } from './now';
export { SideSection } from './SideSection';
export {
  PanelScopeProvider,
  useEvidenceSource,
  usePanelScope,
  usePanelTab,
  type PanelScope,
} from './panel';
export { mayClose, useCloseGuard, type CloseGuard } from './close-guards';
export { useEvidenceStore, type EvidenceAnnouncement, type EvidenceStep } from './evidence-store';
export { addEvidence, addSelectionToCase } from './evidence';
export { AddEvidenceButton } from './AddEvidenceButton';
export { activePanelOf, featureOfPanel, useFrame, type KeptFrame } from './frame-store';
export { useViewState } from './view-state';
export { useNewPath } from './new-path';
export { usePages, type Pages } from './pages';
export { EndpointHome, type HomeItem } from './EndpointHome';
export { folderAbove, FolderList, isPathToken, type FolderEntry } from './FolderList';
export { PathField, type PathWish } from './PathField';
