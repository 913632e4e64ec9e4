/** Fills a profile by the command line, where a test is not about the forms. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SshServer } from '../servers';
import { fieldbench, type Desk } from './program';

/** An endpoint as the inventory's file format has it: `fieldbench system template` explains it. */
export type SeedEndpoint = { name: string } & (
  | {
      kind: 'ssh';
      host: string;
      port: number;
      username: string;
      auth: 'password' | 'key' | 'interactive';
      identity?: string;
      secret?: string;
      /** Name of the SSH endpoint to go through. */
      jump?: string;
    }
  | { kind: 'log'; via: string; path: string; encoding?: string }
  | {
      kind: 'database';
      dialect: 'postgresql' | 'mysql';
      host: string;
      port: number;
      database: string;
      username: string;
      secret: string;
      via?: string;
      tls: 'off';
    }
);

/** What a profile begins with. */
export interface Seed {
  /** Of the one system; `test` without it. */
  environment?: 'production' | 'test';
  endpoints: readonly SeedEndpoint[];
  /** Values by the names that endpoints give as `secret`. */
  secrets?: Record<string, string>;
  /** Servers whose host keys are trusted. */
  trusted?: readonly Pick<SshServer, 'host' | 'port' | 'hostKeyFingerprint'>[];
}

/** Creates the profile of a desk, with one test system that has these endpoints. */
export async function seedProfile(desk: Desk, seed: Seed): Promise<void> {
  const inventory = {
    fieldbench: 1,
    customers: [
      {
        name: 'Huaxing',
        sites: [
          {
            name: 'Suzhou',
            systems: [
              {
                name: 'NC test',
                platform: 'yonyou',
                environment: seed.environment ?? 'test',
                endpoints: seed.endpoints,
              },
            ],
          },
        ],
      },
    ],
  };
  const file = join(desk.folder, 'systems.yaml');
  // JSON is YAML, too.
  await writeFile(file, JSON.stringify(inventory));
  await fieldbench(desk.profile, ['system', 'import', file]);
  for (const [name, value] of Object.entries(seed.secrets ?? {}))
    await fieldbench(desk.profile, ['secret', 'set', name], value);
  for (const { host, port, hostKeyFingerprint } of seed.trusted ?? [])
    await fieldbench(desk.profile, ['ssh', 'trust', `${host}:${port}`, hostKeyFingerprint]);
}
