import type { Log } from '../kit/log';

/** The operating system's keyring, where it exists. Values are base64 text. */
export interface Keyring {
  get(account: string): string | null;
  set(account: string, value: string): void;
  remove(account: string): void;
}

/**
 * What differs between the four faces. The host never imports Electron; it is given
 * what it needs.
 */
export interface Platform {
  face: 'desktop' | 'browser' | 'cli';
  /** Profile folder; made on first use. */
  folder: string;
  /** Version of the program, for people and for provenance. */
  version: string;
  /** This profile belongs to the simulated plant. */
  demo: boolean;
  /** Folder of the program's resources: locales, packs, templates. */
  resources: string;
  /** Null where no keyring can be reached; then nothing is remembered, never in clear. */
  keyring: Keyring | null;
  log: Log;
  /** Shows an address in the operating system's browser. */
  openExternal(url: string): Promise<void>;
  /** Opens the demo plant beside this profile; the address to go to, or null when a window opened. */
  openDemo(): Promise<string | null>;
}
