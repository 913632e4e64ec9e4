/** The desktop face on a test's profile, in Chinese. */
import { join } from 'node:path';
import { launchElectron, type LaunchedElectron } from '../servers/electron';
import { repository, type Desk } from './program';
import type { Screen } from './steps';
import { wordsOf } from './words';

/** The running desktop program with its first window. */
export interface Desktop {
  electron: LaunchedElectron;
  screen: Screen;
}

export async function launchDesktop(desk: Desk): Promise<Desktop> {
  const electron = await launchElectron({
    appFolder: repository,
    args: [
      `--data=${desk.profile}`,
      '--lang=zh-CN',
      `--user-data-dir=${join(desk.folder, 'shell')}`,
    ],
    env: { FIELDBENCH_NODE: process.execPath },
  });
  return { electron, screen: { page: await electron.app.firstWindow(), say: wordsOf('zh-CN') } };
}
