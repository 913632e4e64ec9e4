import { ipcMain, MessageChannelMain, shell, type BrowserWindow, type Session } from 'electron';
import { demoPassphrase } from '../kit/program';
import { shellFolder } from './arguments';
import { HostProcess } from './host-process';
import { startPlant, type Plant } from './plant';
import { isPage } from './security';
import { openWindow } from './window';

/** One profile on the screen: its window, its host, and its plant when it is the demo. */
export class Workbench {
  readonly window: BrowserWindow;
  private readonly host: HostProcess;
  private readonly plant: Plant | null;
  /** Resolves when window, host and plant are gone. */
  readonly ended: Promise<void>;

  private constructor(window: BrowserWindow, host: HostProcess, plant: Plant | null) {
    this.window = window;
    this.host = host;
    this.plant = plant;
    this.ended = new Promise((resolve) => {
      window.once('closed', () => void this.close().then(resolve));
    });
  }

  /** Opens a profile; the demo's plant is started first, so that its addresses are known. */
  static async open(options: {
    folder: string;
    demo: boolean;
    passphrase: string | null;
    session: Session;
    openDemo(): Promise<string | null>;
    mayAsk(): boolean;
  }): Promise<Workbench> {
    const { folder, demo } = options;
    const plant = demo ? await startPlant(folder) : null;
    const host = new HostProcess({
      folder,
      demo,
      passphrase: demo ? demoPassphrase : options.passphrase,
      openExternal: openWebAddress,
      openDemo: () => options.openDemo(),
      onGone: (reason) => {
        if (!window.isDestroyed()) window.webContents.send('fieldbench:gone', reason);
      },
    });
    const window = openWindow({
      session: options.session,
      placeFolder: shellFolder(folder),
      demo,
      state: () => host.state,
      mayAsk: () => options.mayAsk(),
    });
    handOutPorts(window, host);
    return new Workbench(window, host, plant);
  }

  focus(): void {
    if (this.window.isMinimized()) this.window.restore();
    this.window.show();
    this.window.focus();
  }

  private async close(): Promise<void> {
    await this.host.close();
    this.plant?.close();
  }
}

/** Gives the window's page a port to its host, when the page itself asks. */
function handOutPorts(window: BrowserWindow, host: HostProcess): void {
  const contents = window.webContents;
  const connect = (event: Electron.IpcMainEvent, request: unknown): void => {
    // Another window's request is not ours; a frame inside the page has no business here.
    if (event.sender !== contents) return;
    if (event.senderFrame !== contents.mainFrame || !isPage(event.senderFrame.url)) return;
    if (!Number.isSafeInteger(request)) return;
    const { port1, port2 } = new MessageChannelMain();
    host.connect(port1);
    contents.postMessage('fieldbench:port', request, [port2]);
  };
  ipcMain.on('fieldbench:connect', connect);
  window.once('closed', () => ipcMain.off('fieldbench:connect', connect));
}

/** Shows a web address in the browser. Other schemes could start programs. */
async function openWebAddress(address: string): Promise<void> {
  const { protocol } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error('not a web address');
  await shell.openExternal(address);
}
