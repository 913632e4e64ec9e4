/** The main job in chapters, for every face: connect, follow, ask, write down; find it offline. */
import { createHash } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Download } from '@playwright/test';
import { startPostgres, startSshServer, type PostgresServer, type SshServer } from '../servers';
import * as steps from './steps';

/** The servers of one customer, with a log and a table. */
export interface Plant {
  ssh: SshServer;
  postgres: PostgresServer;
  logPath: string;
  stop(): Promise<void>;
}

/** Text of a log or note that must stay text. */
const hostile = '<script>window.hacked = 1</script><img src=x onerror="window.hacked=1">';
const errorLine =
  '2026-11-20 09:02:11.120 ERROR [pool-2] ORA-01653: unable to extend table NC.BD_MATERIAL';
const hostileLine = `2026-11-20 09:02:11.121 ERROR [pool-2] not saved ${hostile}`;
/** The two lines that become evidence, as they stand in the file. */
const evidenceText = `${errorLine}\n${hostileLine}\n`;
const sql = 'SELECT id, material, quantity FROM stock WHERE quantity > :least ORDER BY id';
const title = 'Material master cannot be saved';
const query = 'Large stock';
const system = 'NC production';
const log = 'nc.log';

export async function startPlant(): Promise<Plant> {
  const [ssh, postgres] = await Promise.all([startSshServer(), startPostgres()]);
  const logPath = join(ssh.home, log);
  await writeFile(logPath, '2026-11-20 09:01:00.000 INFO  [main] started\n');
  await postgres.query(
    `CREATE TABLE stock (id int PRIMARY KEY, material text, quantity numeric);
     INSERT INTO stock SELECT n, 'M-' || n, n * 10 FROM generate_series(1, 500) AS n;`,
  );
  return {
    ssh,
    postgres,
    logPath,
    stop: async () => {
      await Promise.all([ssh.stop(), postgres.stop()]);
    },
  };
}

/** Adds the system with its SSH host, log and database, and opens a case. Gives its number. */
export async function connect(screen: steps.Screen, { ssh, postgres, logPath }: Plant) {
  await steps.createSystem(screen, { customer: 'Huaxing', name: system });
  await steps.addSshHost(screen, {
    name: 'app01',
    host: ssh.host,
    port: ssh.port,
    user: ssh.user,
    key: ssh.keys.encrypted,
  });
  await steps.addLog(screen, log, logPath);
  await steps.addDatabase(screen, {
    name: 'plant',
    host: postgres.host,
    port: postgres.port,
    database: postgres.database,
    ...postgres.reader,
    tunnel: true,
  });
  return steps.createCase(screen, { title });
}

/** Trusts the server, follows its log live, and keeps two lines as E1. */
export async function followLog(screen: steps.Screen, plant: Plant, number: string) {
  const { page, say } = screen;
  await steps.openTab(screen, system);
  await steps.openLog(screen, log);
  await steps.trustHostKey(screen, plant.ssh.hostKeyFingerprint);
  await expect(steps.logLine(screen, log, '[main] started')).toBeVisible();

  const more = '2026-11-20 09:02:12.500 WARN  [pool-2] 物料保存失败\n';
  await appendFile(plant.logPath, evidenceText + more);
  await expect(steps.logLine(screen, log, 'ORA-01653')).toBeVisible();
  await expect(steps.logLine(screen, log, hostile)).toBeVisible();
  await expect(steps.logLine(screen, log, '物料保存失败')).toBeVisible();

  await steps.logLines(screen, log).focus();
  await page.keyboard.press('Space');
  await appendFile(plant.logPath, '2026-11-20 09:03:00.000 INFO  [main] while paused\n');
  const paused = page.getByRole('button', {
    name: say('logs:tools.paused', { count: 1, waiting: 1 }),
  });
  await expect(paused).toBeVisible();
  await expect(steps.logLine(screen, log, 'while paused')).toBeHidden();
  await paused.click();
  await expect(steps.logLine(screen, log, 'while paused')).toBeVisible();

  await steps.keepHits(screen, 'POOL-2');
  await expect(steps.logLine(screen, log, 'while paused')).toBeHidden();
  await expect(steps.logLine(screen, log, 'ORA-01653')).toBeVisible();
  await page.keyboard.press('Shift+I');
  await expect(steps.logLine(screen, log, 'while paused')).toBeVisible();

  await steps.logLine(screen, log, 'ORA-01653').click();
  await steps.logLine(screen, log, hostile).click({ modifiers: ['Shift'] });
  await steps.addEvidence(screen, 'E1', number);
  await expect(steps.logLine(screen, log, hostile).getByText('E1')).toBeVisible();
}

/** Saves a query with a typed parameter, runs it through the tunnel, and keeps two rows as E2. */
export async function askDatabase(screen: steps.Screen, number: string) {
  const { page, say } = screen;
  await steps.openTab(screen, system);
  await steps.openConsole(screen, 'plant');
  await steps.typeStatement(screen, sql);
  await expect(page.getByText(say('queries:verdict.read'), { exact: true })).toBeVisible();
  await page
    .getByRole('combobox', { name: say('queries:parameters.type', { name: 'least' }) })
    .selectOption('number');
  await steps.saveQuery(screen, query);

  await steps.openSavedQuery(screen, query);
  await page
    .getByRole('textbox', { name: say('queries:parameters.value', { name: 'least' }) })
    .fill('4950');
  await steps.runStatement(screen);
  const grid = steps.resultGrid(screen, query);
  await expect(grid.getByRole('gridcell', { name: 'M-500', exact: true })).toBeVisible();
  // Five rows below the head.
  await expect(grid).toHaveAttribute('aria-rowcount', '6');
  await grid.getByRole('gridcell', { name: 'M-497' }).click();
  await grid.getByRole('gridcell', { name: 'M-498' }).click({ modifiers: ['Shift'] });
  await steps.addEvidence(screen, 'E2', number);
}

/** Writes a note that names the evidence, and sees it rendered harmlessly. */
export async function writeDown(screen: steps.Screen, number: string) {
  const { page, say } = screen;
  await steps.openTab(screen, number);
  await steps.writeNote(screen, `## What happened\n\nSee [[E1]] ${hostile}`);
  const preview = page.getByRole('region', { name: say('cases:note.preview') });
  await expect(preview.getByRole('heading', { name: 'What happened' })).toBeVisible();
  await expect(preview).toContainText(hostile);
}

/** With no server anywhere, finds note, evidence with its hash, and the kept result. */
export async function findAll(screen: steps.Screen, plant: Pick<Plant, 'logPath'>, kept: Kept) {
  const { page, say } = screen;
  await steps.openTab(screen, kept.number);
  const preview = page.getByRole('region', { name: say('cases:note.preview') });
  await expect(preview).toContainText(`See E1 ${hostile}`);

  await steps.openEvidence(screen, 'E1');
  const dock = steps.dock(screen);
  await expect(dock.getByText(say('cases:evidence.verified'))).toBeVisible();
  await expect(dock.locator('pre:visible')).toHaveText(evidenceText);
  const provenance = dock.getByRole('region', { name: say('cases:provenance.title') });
  await expect(provenance).toContainText(createHash('sha256').update(kept.bytes).digest('hex'));
  await expect(provenance).toContainText(plant.logPath);

  await steps.openTab(screen, kept.number);
  await steps.openEvidence(screen, 'E2');
  const rows = dock.getByRole('grid', { name: say('cases:evidence.rows') });
  await expect(rows.getByRole('gridcell', { name: 'M-498' })).toBeVisible();
  await expect(rows).toHaveAttribute('aria-rowcount', '3');

  await steps.showActivity(screen, 'queries');
  await steps
    .sideList(screen, 'queries')
    .getByRole('listbox', { name: say('queries:side.results') })
    .getByRole('option', { name: query })
    .click();
  await expect(dock.getByText(say('queries:result.offline'))).toBeVisible();
  const grid = steps.resultGrid(screen, query);
  await expect(grid.getByRole('gridcell', { name: 'M-500' })).toBeVisible();
  expect(await page.evaluate('window.hacked')).toBeUndefined();
}

/** What was put by before the servers went away. */
export interface Kept {
  number: string;
  /** Bytes of E1 as they stood in the log file. */
  bytes: Buffer;
}

/** Reads the bytes of E1 out of the log file itself. */
export async function evidenceBytes({ logPath }: Plant): Promise<Buffer> {
  const file = await readFile(logPath);
  const from = file.indexOf(errorLine);
  return file.subarray(from, from + Buffer.byteLength(evidenceText));
}

/** Exports the case on the screen; `save` takes the file from the face and gives its text. */
export async function exportCase(
  screen: steps.Screen,
  number: string,
  format: 'html' | 'markdown',
): Promise<void> {
  const { page, say } = screen;
  await steps.openTab(screen, number);
  await steps
    .dock(screen)
    .getByRole('button', { name: say('cases:exportButton'), exact: true })
    .click();
  const dialog = page.getByRole('dialog', { name: say('cases:export.title', { number }) });
  await steps.choose(dialog, say('cases:export.format'), say(`cases:export.${format}`));
  await dialog.getByRole('button', { name: say('cases:export.submit'), exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** The text of a download. */
export async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8');
}

/** Checks that an exported case holds the note, the evidence and its hash. */
export function expectWholeCase(text: string, kept: Kept): void {
  expect(text).toContain(kept.number);
  expect(text).toContain(title);
  expect(text).toContain('What happened');
  expect(text).toContain('ORA-01653');
  expect(text).toContain('M-498');
  expect(text).toContain(createHash('sha256').update(kept.bytes).digest('hex'));
}
