import envPaths from 'env-paths';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The program on this disk, wherever its bundles were put. */
export interface Program {
  /** The folder of package.json. */
  root: string;
  version: string;
  /** Locales, packs, templates, icons. */
  resources: string;
  /** The built page. */
  renderer: string;
  /** The built bundles: shell.cjs, host.cjs, cli.cjs. */
  bundles: string;
}

let found: Program | undefined;

/** Finds the program by the nearest package.json above this file, in sources and in a build alike. */
export function program(): Program {
  found ??= find();
  return found;
}

function find(): Program {
  let root = import.meta.dirname;
  while (!isProgramRoot(root)) {
    const parent = dirname(root);
    if (parent === root) throw new Error('package.json of FieldBench was not found.');
    root = parent;
  }
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return {
    root,
    version: manifest.version,
    resources: join(root, 'resources'),
    renderer: join(root, 'out', 'renderer'),
    bundles: join(root, 'out', 'main'),
  };
}

function isProgramRoot(folder: string): boolean {
  return existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'resources'));
}

/** The profile folder at the operating system's place for application data. */
export function defaultProfileFolder(): string {
  return join(envPaths('FieldBench', { suffix: '' }).data, 'profile');
}

/** The demo's own profile, beside another: nothing of it mixes with real work. */
export function demoProfileFolder(profileFolder: string = defaultProfileFolder()): string {
  return `${profileFolder}-demo`;
}

/**
 * The demo profile holds nothing but what the simulated plant makes up, so that it
 * opens at once with a passphrase everybody knows.
 */
export const demoPassphrase = 'simulated plant';
