import { lazy } from 'react';
import { IconFileText, IconFolders, IconTransfer } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { FilesBackground } from './Background';
import { fileCommands, searchFileHosts } from './commands';

/** Files of SSH hosts: look, move, view and edit. */
export const files: FeatureDefinition = {
  id: 'files',
  panels: {
    'files.home': { component: lazy(() => import('./HomePage')), icon: IconFolders },
    'files.browser': { component: lazy(() => import('./BrowserPage')), icon: IconFolders },
    'files.text': { component: lazy(() => import('./TextPage')), icon: IconFileText },
    'files.transfers': { component: lazy(() => import('./TransferStrip')), icon: IconTransfer },
  },
  commands: fileCommands,
  palette: { kind: 'other', titleKey: 'files:palette', search: searchFileHosts },
  Background: FilesBackground,
};
