/**
 * Which parts of the test bed this machine has.
 *
 * Provisioning (scripts/provision.mjs) installs them on Debian as root. Elsewhere the tests
 * that need a missing part are skipped, and say why.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program of the test bed. */
export type Part =
  'sshd' | 'ssh-client' | 'ssh-password' | 'postgres' | 'mariadb' | 'chromium' | 'xvfb';

/** The folder of PostgreSQL 15's server programs on Debian. */
const postgresFolder = '/usr/lib/postgresql/15/bin';
const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib'];

/** Full path of a program, or undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', postgresFolder];
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Full path of a program that must be there; throws when it is not. */
export function requireProgram(name: string): string {
  const path = findProgram(name);
  if (!path) throw new Error(`${name} is not installed.`);
  return path;
}

/**
 * The library that lets sshd know users which the system does not have (package
 * libnss-wrapper); undefined when not installed.
 */
export function findNssWrapper(): string | undefined {
  return libraryFolders.map((folder) => join(folder, 'libnss_wrapper.so')).find(existsSync);
}

const programsOfPart: Record<Part, readonly string[]> = {
  sshd: ['sshd', 'ssh-keygen'],
  'ssh-client': ['ssh', 'ssh-agent', 'ssh-add'],
  'ssh-password': ['sshd', 'ssh-keygen', 'openssl'],
  postgres: ['postgres', 'initdb'],
  mariadb: ['mariadbd', 'mariadb-install-db', 'mariadb'],
  chromium: ['chromium'],
  xvfb: ['Xvfb'],
};

/** Why tests that need these parts cannot run here; undefined when they can. */
export function whyNot(...parts: Part[]): string | undefined {
  if (process.platform !== 'linux') return 'the test servers need Linux';
  for (const part of parts) {
    const missing = programsOfPart[part].find((program) => !findProgram(program));
    if (missing) return `${missing} is not installed`;
    if (part === 'ssh-password' && !findNssWrapper()) return 'libnss-wrapper is not installed';
  }
  return undefined;
}
