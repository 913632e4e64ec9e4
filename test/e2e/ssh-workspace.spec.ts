/**
 * The SSH workspace on real servers, by a person at the screen: a chain of three hops that is cut
 * and comes back, a large upload that goes on after a cut, a runbook on five servers with one
 * failing, all of it in the case, in its report and in the audit log.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startFaultProxy, startSshServer, type FaultProxy, type SshServer } from '../servers';
import { bundleForNode } from '../servers/bundle';
import { skipWithout } from '../servers/playwright';
import { run } from '../servers/process';
import { fieldbench, makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import { seedProfile, type SeedEndpoint } from './seed';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium', 'sshd');
// One page over all steps; a trace belongs to one test.
test.use({ locale: 'en-US', colorScheme: 'dark', trace: 'off' });
test.describe.configure({ mode: 'serial' });

const say = wordsOf('en');
const upload = randomBytes(200 * 1024 * 1024);
const runbook = `
id: plant.ready
version: 1
platform: yonyou
title: { zh: 是否就绪, en: Is it ready }
description: { zh: 检查标记文件, en: Looks for the mark of readiness }
steps:
  - name: { zh: 标记文件, en: Mark of readiness }
    kind: shell
    script: cat ready-mark
`;

let desk: Desk;
let program: Program;
let jump: [SshServer, SshServer, SshServer];
let nodes: SshServer[];
/** In front of the first hop. */
let chainLink: FaultProxy;
/** In front of the first node. */
let uploadLink: FaultProxy;
let page: Page;
let caseNumber: string;

test.beforeAll(async ({ browser }) => {
  const start = (): Promise<SshServer> => startSshServer();
  desk = await makeDesk();
  jump = await Promise.all([start(), start(), start()]);
  nodes = await Promise.all(Array.from({ length: 5 }, start));
  [chainLink, uploadLink] = await Promise.all([
    startFaultProxy({ target: jump[0] }),
    startFaultProxy({ target: nodes[0] as SshServer }),
  ]);
  for (const [index, node] of nodes.entries())
    if (index !== 2) await writeFile(join(node.home, 'ready-mark'), `node ${index + 1} 就绪\n`);
  await mkdir(join(desk.folder, 'out'));
  await writeFile(join(desk.folder, 'out', 'patch.bin'), upload);

  const host = (name: string, server: SshServer, rest: object = {}): SeedEndpoint => ({
    kind: 'ssh',
    name,
    host: server.host,
    port: server.port,
    username: server.user,
    auth: 'key',
    identity: server.keys.ed25519.path,
    ...rest,
  });
  const { host: address, port } = chainLink;
  const [first, second, third] = jump;
  await seedProfile(desk, {
    endpoints: [
      host('jump-01', first, { host: address, port }),
      host('jump-02', second, { jump: 'jump-01' }),
      host('nc-db-01', third, { jump: 'jump-02' }),
      host('node-1', nodes[0] as SshServer, { host: uploadLink.host, port: uploadLink.port }),
      ...nodes.slice(1).map((node, index) => host(`node-${index + 2}`, node)),
    ],
    trusted: [
      ...jump.slice(1),
      ...nodes.slice(1),
      { ...first, host: address, port },
      { ...(nodes[0] as SshServer), host: uploadLink.host, port: uploadLink.port },
    ],
  });
  const made = await fieldbench(desk.profile, ['case', 'new', '--title', 'Month end stops']);
  caseNumber = (JSON.parse(made) as { number: string }).number;
  program = await startProgram({ profile: desk.profile, passphrase });
  page = await browser.newPage({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  await page.goto(await program.url());
  await steps.expectWorkbench({ page, say });
});
test.afterAll(async () => {
  await page?.close();
  await program?.stop();
  await Promise.all([chainLink, uploadLink].map((link) => link?.stop()));
  await Promise.all([...(jump ?? []), ...(nodes ?? [])].map((server) => server.stop()));
  await desk?.remove();
});

/** Puts the selection of the page into the only case, chosen in the dialog the first time. */
async function evidenceInto(press: () => Promise<void>, label: string): Promise<void> {
  await press();
  const choose = page.getByRole('button', { name: say('app:evidence.choose.use') });
  const added = page
    .getByRole('list', { name: say('ui:toast.region') })
    .getByText(new RegExp(`${label}\\b`));
  await expect(choose.or(added).first()).toBeVisible();
  if (await choose.isVisible()) {
    await page.getByRole('dialog').getByText('Month end stops').click();
    await choose.click();
  }
  await expect(added.first()).toBeVisible();
  // Keys belong to the dialog as long as it is there.
  await expect(page.getByRole('dialog')).toBeHidden();
}

test('a terminal over three hops keeps its text when the first link is cut', async () => {
  const screen = { page, say };
  await steps.runCommand(screen, 'terminals:command.open');
  const picker = page.getByRole('dialog', { name: say('terminals:pick.title') });
  await picker.getByRole('textbox').fill('nc-db-01');
  await picker.getByText('nc-db-01', { exact: true }).click();
  const terminal = steps.dock(screen).locator('.xterm-rows');
  await expect(steps.dock(screen).getByText('jump-01', { exact: false }).first()).toBeVisible();
  await expect(terminal).toContainText(/[$#]/);
  await page.keyboard.type('echo before-$((40+2)); printf "\\347\\211\\251\\346\\226\\231\\n"\n');
  await expect(terminal).toContainText('before-42');
  await expect(terminal).toContainText('物料');

  chainLink.cut();
  const note = say('terminals:note.reconnected', { from: '', to: '' }).split('  ')[0] ?? '';
  await expect(terminal).toContainText(note.trim().split(' ')[0] ?? 'connection');
  await expect(terminal).toContainText('before-42');
  await page.keyboard.type('echo after-$((40+3))\n');
  await expect(terminal).toContainText('after-43');

  await evidenceInto(() => steps.runCommand(screen, 'terminals:command.evidence'), 'E1');
});

test('an upload of 200 MB goes on after a cut, and both ends have the same SHA-256', async () => {
  const screen = { page, say };
  await steps.runCommand(screen, 'files:command.open');
  await steps.dock(screen).getByText('node-1', { exact: true }).click();
  const remote = page.getByRole('region', { name: say('files:pane.label', { name: 'node-1' }) });
  await expect(remote.getByRole('row', { name: /ready-mark/ })).toBeVisible();
  const local = page.getByRole('region', {
    name: say('files:pane.label', { name: say('files:pane.local') }),
  });
  await local.getByRole('grid').focus();
  await page.keyboard.press('Control+g');
  const path = local.getByRole('textbox', { name: say('files:path.field') });
  await path.fill(join(desk.folder, 'out'));
  await path.press('Enter');
  await local.getByRole('row', { name: /patch\.bin/ }).click();
  // Slow enough to be cut in the middle.
  uploadLink.setDelay(2);
  const before = uploadLink.bytesPassed();
  await page.keyboard.press('F5');
  const transfer = page.getByRole('listitem', {
    name: say('files:transfer.upload', { name: 'patch.bin', host: 'node-1' }),
  });
  await expect(transfer).toBeVisible();
  await expect.poll(() => uploadLink.bytesPassed() - before).toBeGreaterThan(20 * 1024 * 1024);
  uploadLink.cut();
  uploadLink.setDelay(0);
  await expect(transfer).toHaveAttribute('data-state', 'done', { timeout: 90_000 });
  const arrived = await readFile(join((nodes[0] as SshServer).home, 'patch.bin'));
  const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  expect(sha256(arrived)).toBe(sha256(upload));
  // It went on where it was: less was sent than twice the file.
  expect(uploadLink.bytesPassed() - before).toBeLessThan(1.5 * upload.length);
});

test('a runbook on five servers shows the one that fails, and becomes evidence', async () => {
  const screen = { page, say };
  const file = join(desk.folder, 'ready.yaml');
  await writeFile(file, runbook);
  const chooser = page.waitForEvent('filechooser');
  await steps.runCommand(screen, 'runbooks:command.import');
  await (await chooser).setFiles(file);
  // What came from outside is read before it is kept.
  await expect(
    steps.dock(screen).getByText(say('runbooks:edit.sound'), { exact: true }),
  ).toBeVisible();
  await page.keyboard.press('Control+s');
  await page.getByRole('button', { name: say('runbooks:edit.toRunbook') }).click();
  await expect(steps.dock(screen).getByRole('heading', { name: 'Is it ready' })).toBeVisible();
  for (let number = 1; number <= 5; number += 1)
    await steps
      .dock(screen)
      .getByRole('checkbox', { name: `node-${number}`, exact: true })
      .check();
  await steps
    .dock(screen)
    .getByRole('button', { name: say('runbooks:runbook.run'), exact: true })
    .click();
  const report = steps.dock(screen);
  await expect(report.getByText('1 failed', { exact: true })).toBeVisible();
  await expect(report.getByText('4 done', { exact: true })).toBeVisible();
  await expect(report.getByText('cat: ready-mark: No such file or directory')).toBeVisible();
  await report.getByRole('row', { name: /node-3/ }).click();
  await evidenceInto(() => page.keyboard.press('e'), 'E2');
});

test('the case’s report has both transcripts and the head of the audit chain', async () => {
  const out = join(desk.folder, 'report.md');
  await fieldbench(desk.profile, ['case', 'export', caseNumber, '--format', 'md', '--out', out]);
  const report = await readFile(out, 'utf8');
  for (const text of ['before-42', '物料', 'after-43', 'node 1 就绪', 'ready-mark'])
    expect(report).toContain(text);
  const head = /#(\d+) ([0-9a-f]{64})/.exec(report);
  expect(Number(head?.[1])).toBeGreaterThan(10);
});

test('the audit log has every command and finds an edited row', async () => {
  const screen = { page, say };
  await steps.runCommand(screen, 'audit:command.open');
  const log = steps.dock(screen);
  await expect(log.getByRole('row', { name: /cat ready-mark/ }).first()).toBeVisible();
  await log.getByRole('button', { name: say('audit:verify.do'), exact: true }).click();
  await expect(
    log.getByText(say('audit:verify.intact', { subject: say('audit:verify.log') })),
  ).toBeVisible();

  await program.stop();
  const tool = await bundleForNode(join(import.meta.dirname, 'tamper.ts'));
  const edit = `UPDATE audit_entry SET detail = replace(detail, 'ready-mark', 'harmless')
    WHERE id = (SELECT max(id) FROM audit_entry WHERE detail LIKE '%ready-mark%')`;
  await run(process.execPath, [tool.path, desk.profile, passphrase, edit]);
  tool.remove();
  await expect(fieldbench(desk.profile, ['audit', 'verify'])).rejects.toThrow('audit.row-changed');
});
