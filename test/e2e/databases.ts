/** What tests of the console begin with: a profile with databases, and a console on one of them. */
import { expect } from '@playwright/test';
import type { DatabaseUser, MariaDbServer, PostgresServer } from '../servers';
import type { Desk, Program } from './program';
import { seedProfile, type SeedEndpoint } from './seed';
import * as steps from './steps';

/** A database of a private server, as a connection of the one system. */
export interface SeededDatabase {
  name: string;
  server: PostgresServer | MariaDbServer;
  /** The server's reader without it. */
  login?: DatabaseUser;
  /** Another one than the server's own. */
  database?: string;
  /** Of something that stands before the server, or where nobody listens. */
  port?: number;
}

/** Creates the profile of a desk with these databases, whose passwords are in its vault. */
export async function seedDatabases(
  desk: Desk,
  databases: readonly SeededDatabase[],
  environment: 'production' | 'test' = 'test',
): Promise<void> {
  await seedProfile(desk, {
    environment,
    secrets: Object.fromEntries(
      databases.map(({ name, server, login = server.reader }) => [name, login.password]),
    ),
    endpoints: databases.map(endpointOf),
  });
}

function endpointOf({ name, server, login, database, port }: SeededDatabase): SeedEndpoint {
  return {
    kind: 'database',
    dialect: server.url.startsWith('postgres') ? 'postgresql' : 'mysql',
    name,
    host: server.host,
    port: port ?? server.port,
    database: database ?? server.database,
    username: (login ?? server.reader).user,
    secret: name,
    tls: 'off',
  };
}

/** Goes to the workbench and opens a console on a database, by the list beside it. */
export async function openConsoleOn(
  screen: steps.Screen,
  program: Program,
  name: string,
): Promise<void> {
  await screen.page.goto(await program.url());
  await steps.expectWorkbench(screen);
  await chooseDatabase(screen, name);
}

/** Opens a console on a database, or brings it to the front. */
export async function chooseDatabase(screen: steps.Screen, name: string): Promise<void> {
  const { say } = screen;
  await steps.showActivity(screen, 'queries');
  await steps
    .sideList(screen, 'queries')
    .getByRole('listbox', { name: say('queries:side.connections') })
    .getByRole('option', { name })
    .click();
  await expect(steps.editor(screen, say('queries:console.editor'))).toBeVisible();
}
