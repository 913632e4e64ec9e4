export { cx } from './cx';
export { UiProvider, useUi, type UiState } from './theme/UiProvider';
export type { ThemeName } from './theme/theme';

export {
  Button,
  IconButton,
  type ButtonProps,
  type ButtonVariant,
  type IconButtonProps,
} from './controls/Button';
export { Field, type FieldFrameProps, type FieldIds } from './controls/Field';
export { TextArea, TextField, type TextAreaProps, type TextFieldProps } from './controls/TextField';
export { PasswordField, type PasswordFieldProps } from './controls/PasswordField';
export { Select, type SelectOption, type SelectProps } from './controls/Select';
export { Checkbox, type CheckboxProps } from './controls/Checkbox';
export { Segmented, type SegmentedOption } from './controls/Segmented';

export { Kbd } from './marks/Kbd';
export { Tag } from './marks/Tag';
export type { Tone } from './marks/tone';
export { Chip } from './marks/Chip';
export {
  EnvironmentBanner,
  EnvironmentTag,
  type EnvironmentName,
  type RightToWrite,
} from './marks/Environment';
export { PriorityTag, type PriorityName } from './marks/PriorityTag';
export { LevelTag, type LogLevel } from './marks/LevelTag';
export { StatusDot } from './marks/StatusDot';
export { EvidencePin } from './marks/EvidencePin';
export { NoteBlock, type NoteTone } from './marks/NoteBlock';
export { Busy, ProgressBar } from './marks/Progress';
export { EmptyState, ErrorState, type StateAction } from './marks/States';
export { Logo } from './marks/Logo';

export {
  KeyValueList,
  PanelHeader,
  Section,
  SectionLabel,
  Toolbar,
  ToolbarSpacer,
  type KeyValueItem,
} from './layout/Bars';

export { Tree } from './layout/Tree';
export type { TreeNode } from './layout/tree-model';
export { SelectList } from './layout/SelectList';
export { TabStrip, type TabItem } from './layout/TabStrip';
export { SplitPane } from './layout/SplitPane';

export { Tooltip } from './overlay/Tooltip';
export { ContextMenu, Menu, Popover, PopoverAt, type MenuItem } from './overlay/Menu';
export {
  ConfirmByTyping,
  ConfirmDialog,
  Dialog,
  type ConfirmByTypingProps,
  type ConfirmDialogProps,
  type DialogProps,
} from './overlay/Dialog';
export { useToast, type Toasts } from './overlay/toast';
export type { ToastAction, ToastInput } from './overlay/toast-model';
export { useAnnounce, type Announce, type Politeness } from './overlay/LiveRegion';

export { HostileLines, HostileText, ToneSample } from './data/HostileText';
export {
  clipText,
  displayText,
  plainDisplay,
  type DisplayOptions,
  type DisplaySegment,
  type TextSpan,
} from './data/hostile-text';
export { ItemTable, TwoLines, type ItemColumn } from './data/ItemTable';
export { DataGrid } from './data/DataGrid';
export type { DataGridProps, GridHandle, HeadActions } from './data/grid-props';
export {
  rowsAsTsv,
  type CellState,
  type CellTone,
  type GridColumn,
  type GridRow,
} from './data/grid-model';
export { cellsChosen, isOneCell, spanOf, type GridSelection } from './data/grid-selection';
export { LogList, type LogListHandle, type LogListProps } from './data/LogList';
export { laneLetter, LaneMark } from './data/LaneMark';
export type { LogLine } from './data/log-line';
export { LineLayout, type LinePlace, type RowExtra } from './data/line-layout';
export {
  emptySelection,
  extendTo,
  selectAll,
  selectionAfterKey,
  selectionHas,
  selectionRows,
  selectionSize,
  selectRange,
  toggleRow,
  type RowSelection,
} from './data/selection';
export { physicalHeight, windowAt, type ScrollGeometry } from './data/scroll-model';
export { useRowScroller, type RowScroller } from './data/useRowScroller';
export { titleOfCutText } from './data/title';
export { DiffEditor } from './editor/DiffEditor';
export { Editor } from './editor/Editor';
export type {
  CodeEditor,
  DiffEditorProps,
  DiffHandle,
  EditorAction,
  EditorAssist,
  EditorHighlight,
  EditorLanguage,
  EditorMarker,
  EditorProps,
  EditorSuggestion,
  MonacoApi,
  SqlLanguage,
} from './editor/editor-types';
export { replaceSpan } from './editor/assist';
export { MarkdownView, type MarkdownViewProps } from './editor/MarkdownView';
export { DockArea, type DockAreaProps } from './dock/DockArea';
export type {
  DockHandle,
  DockLayout,
  DockPanelInfo,
  DockPanelInput,
  DockPanelKind,
  DockPanelProps,
  DockPanelState,
} from './dock/dock-types';
export { formatBytes, formatCount, formatDuration, formatFullTime, formatMoment } from './format';
export { PageCache, pageSize } from './data/page-cache';
export { focusWhenShown } from './focus';
export { base64Of } from './base64';
export { downloadBytes, downloadData, downloadText } from './download';
export { Terminal } from './terminal/Terminal';
export { cleanPaste, pasteFacts, type PasteFacts } from './terminal/paste';
export type { FindResult, TerminalHandle, TerminalProps } from './terminal/terminal-types';
