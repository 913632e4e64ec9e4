import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LaunchedElectron, launchElectron, whyNoElectron } from './electron';
import { makeServerFolder, removeServerFolder } from './process';

const reason = whyNoElectron();
const title = 'the Electron for tests';

describe.skipIf(reason)(reason ? `${title} [skipped: ${reason}]` : title, () => {
  let folder: string;
  let electron: LaunchedElectron;
  beforeAll(async () => {
    folder = await makeServerFolder('electron');
    const manifest = {
      name: 'trivial',
      productName: 'Trivial',
      version: '1.2.3',
      main: 'main.cjs',
    };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await writeFile(
      join(folder, 'main.cjs'),
      `const { app, BrowserWindow } = require('electron');
       app.whenReady().then(() => new BrowserWindow().loadURL('data:text/html;charset=utf-8,<h1>你好</h1>'));`,
    );
    electron = await launchElectron({ appFolder: folder, args: ['--user-data-dir=' + folder] });
  });
  afterAll(async () => {
    await electron?.close();
    await removeServerFolder(folder);
  });

  it('runs the program it is given and shows its window', async () => {
    const window = await electron.app.firstWindow();
    expect(await window.getByRole('heading').textContent()).toBe('你好');
    const about = await electron.app.evaluate(({ app }) => [
      app.getName(),
      app.getVersion(),
      app.getAppPath(),
      process.versions.electron,
    ]);
    expect(about).toEqual(['Trivial', '1.2.3', folder, '25.1.1']);
  });
});
