import { BrowserWindow, dialog, screen, type Session } from 'electron';
import { join } from 'node:path';
import { createLog } from '../kit/log';
import { program } from '../kit/program';
import type { HostState } from './host-process';
import { confine, pageUrl } from './security';
import { shellTexts } from './texts';
import { arrangementOf, choosePlace, readPlace, storePlace, type Rectangle } from './window-place';

/** What a window is opened with. */
export interface WindowOptions {
  session: Session;
  /** Folder where its place is kept. */
  placeFolder: string;
  demo: boolean;
  /** What the host does now; asked when the window is about to close. */
  state(): HostState;
  /** False when the person is not there to be asked, e.g. as the machine shuts down. */
  mayAsk(): boolean;
}

const log = createLog();
const minimumSize = { minWidth: 900, minHeight: 560 };

/** Opens the workbench's window where it last stood with these displays. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const displays = workAreas();
  const place = choosePlace(readPlace(options.placeFolder, arrangementOf(displays)), displays);
  const window = new BrowserWindow({
    ...place.bounds,
    ...minimumSize,
    show: false,
    title: 'FieldBench',
    autoHideMenuBar: true,
    webPreferences: {
      session: options.session,
      preload: join(program().root, 'out', 'preload', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  confine(window.webContents);
  if (place.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  keepPlace(window, options.placeFolder);
  askBeforeClosing(window, options);
  void window.loadURL(pageUrl().href);
  return window;
}

function workAreas(): Rectangle[] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  return [primary, ...others].map((display) => display.workArea);
}

function keepPlace(window: BrowserWindow, folder: string): void {
  window.on('close', () => {
    const place = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      storePlace(folder, arrangementOf(workAreas()), place);
    } catch (error) {
      // A full disk must not keep the window open.
      log.warn('the place of the window was not kept', { reason: String(error) });
    }
  });
}

function askBeforeClosing(window: BrowserWindow, { state, mayAsk }: WindowOptions): void {
  let confirmed = false;
  let asking = false;
  window.on('close', (event) => {
    const { running, language } = state();
    if (running === 0 || confirmed || !mayAsk()) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    const { quit } = shellTexts(language);
    const message = (running === 1 && quit.message_one) || quit.message_other;
    void dialog
      .showMessageBox(window, {
        type: 'question',
        message: message.replace('{{count}}', String(running)),
        detail: quit.detail,
        buttons: [quit.stay, quit.close],
        defaultId: 0,
        cancelId: 0,
      })
      .then(({ response }) => {
        asking = false;
        confirmed = response === 1;
        if (confirmed) window.close();
      });
  });
}
