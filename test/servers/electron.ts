/** Launching a real Electron on a private display, driven by Playwright. */
import { _electron, type ElectronApplication } from '@playwright/test';
import { testElectron, whyNoTestElectron } from '../../scripts/electron.mjs';
import { startDisplay } from './display';
import { whyNot } from './parts';
import { runningAsRoot } from './unprivileged';

/** Options of {@link launchElectron}. */
export interface ElectronOptions {
  /** Folder with the package.json of the program to run. */
  appFolder: string;
  /** Arguments after the program. */
  args?: readonly string[];
  /** Added to the environment. */
  env?: Record<string, string>;
}

/** A running Electron. */
export interface LaunchedElectron {
  readonly app: ElectronApplication;
  /** Closes the program and its display. */
  close(): Promise<void>;
}

/** Why Electron tests cannot run here; undefined when they can. */
export function whyNoElectron(): string | undefined {
  return whyNot('xvfb') ?? whyNoTestElectron();
}

/** Launches Electron under a private display. */
export async function launchElectron(options: ElectronOptions): Promise<LaunchedElectron> {
  const display = await startDisplay();
  const env: Record<string, string> = {
    DISPLAY: display.name,
    FIELDBENCH_APP_DIR: options.appFolder,
    ...options.env,
  };
  for (const [name, value] of Object.entries(process.env)) {
    // A Wayland session of the developer must not be preferred to the private display.
    if (value !== undefined && name !== 'WAYLAND_DISPLAY' && !(name in env)) env[name] = value;
  }
  try {
    const app = await _electron.launch({
      executablePath: testElectron(),
      args: [
        // Chromium refuses to run as root with its sandbox.
        ...(runningAsRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        ...(options.args ?? []),
      ],
      env,
      timeout: 60_000,
    });
    return {
      app,
      async close() {
        await app.close();
        await display.stop();
      },
    };
  } catch (error) {
    await display.stop();
    throw error;
  }
}
