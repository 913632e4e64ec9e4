import type { LogRow } from '../../../src-main/contract/logs';
import type { LogViewer } from './use-log-viewer';

/** What lies over a log page. */
export type LogDialog =
  | { kind: 'menu'; at: { x: number; y: number } }
  | { kind: 'values'; exclude: boolean; row: LogRow }
  | { kind: 'whole'; row: LogRow }
  | { kind: 'bookmark'; row: LogRow }
  | { kind: 'jump' | 'export' | 'highlights' | 'saved' };

export interface LogDialogProps {
  viewer: LogViewer;
  onClose: () => void;
}
