import { lazy } from 'react';
import { IconHistory, IconTerminal2, IconTournament } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { terminalCommands } from './commands';
import { HostPicker } from './HostPicker';
import { searchHosts } from './palette';
import { TerminalsSection } from './TerminalsSection';

export { CastPlayer } from './CastPlayer';

/** Shells on hosts, and what was recorded of them. */
export const terminals: FeatureDefinition = {
  id: 'terminals',
  panels: {
    'terminals.terminal': {
      component: lazy(() => import('./TerminalPanel')),
      icon: IconTerminal2,
    },
    'terminals.send': { component: lazy(() => import('./SendPanel')), icon: IconTournament },
    'terminals.transcripts': {
      component: lazy(() => import('./TranscriptsPanel')),
      icon: IconHistory,
    },
    'terminals.transcript': {
      component: lazy(() => import('./TranscriptPanel')),
      icon: IconHistory,
    },
  },
  sideSection: { activity: 'systems', Component: TerminalsSection },
  commands: terminalCommands,
  palette: { kind: 'other', titleKey: 'terminals:palette', search: searchHosts },
  Background: HostPicker,
};
