/** Takes the pictures of logs that the simulated plant does not have: GBK, many hosts, a cut, 20 GB. */
import { appendFile, open, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import iconv from 'iconv-lite';
import { startFaultProxy, startSshServer, type FaultProxy, type SshServer } from '../../servers';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from '../program';
import { seedProfile } from '../seed';
import * as steps from '../steps';
import { wordsOf } from '../words';
import { both, small } from './camera';
import {
  accessLog,
  alertLog,
  catalinaLog,
  dateOf,
  dayOfRecords,
  minuteOfRecords,
} from './log-texts';

const hugeBytes = 20 * 1024 ** 3;
// The laptop stands where the plant is.
const timezoneId = 'Asia/Shanghai';
process.env['TZ'] = timezoneId;
const languages = ['zh-CN', 'en'] as const;
const huge = join(tmpdir(), `fieldbench-picture-${process.pid}.log`);
let desk: Desk;
let program: Program;
let servers: SshServer[];
let proxy: FaultProxy;
let catalina: string;

/** The hosts and the program, as they are before anything happens. */
async function start(): Promise<void> {
  desk = await makeDesk();
  servers = [await startSshServer(), await startSshServer(), await startSshServer()];
  const [app, database, web] = servers as [SshServer, SshServer, SshServer];
  proxy = await startFaultProxy({ target: app });
  catalina = join(app.home, 'catalina.out');
  await writeFile(catalina, iconv.encode(catalinaLog(), 'gbk'));
  await writeFile(join(database.home, 'alert_NCDB.log'), alertLog());
  await writeFile(join(web.home, 'access.log'), accessLog());
  const host = (name: string, server: SshServer, port = server.port) => ({
    name,
    kind: 'ssh' as const,
    host: server.host,
    port,
    username: server.user,
    auth: 'key' as const,
    identity: server.keys.ed25519.path,
  });
  await seedProfile(desk, {
    environment: 'production',
    trusted: [{ ...app, port: proxy.port }, database, web],
    endpoints: [
      host('app-01', app, proxy.port),
      host('db-01', database),
      host('web-01', web),
      { name: 'catalina.out', kind: 'log', via: 'app-01', path: catalina },
      {
        name: 'alert_NCDB.log',
        kind: 'log',
        via: 'db-01',
        path: join(database.home, 'alert_NCDB.log'),
      },
      { name: 'access.log', kind: 'log', via: 'web-01', path: join(web.home, 'access.log') },
    ],
  });
  program = await startProgram({ profile: desk.profile, passphrase });
}

async function stop(): Promise<void> {
  await program?.stop();
  await proxy?.stop();
  for (const server of servers ?? []) await server.stop();
  await desk?.remove();
}

test.afterAll(() => rm(huge, { force: true }));

for (const language of languages) {
  const short = language === 'zh-CN' ? 'zh' : 'en';
  const say = wordsOf(language);
  test.describe(language, () => {
    test.beforeAll(start);
    test.afterAll(stop);
    test.use({ locale: language, viewport: small, timezoneId });

    test('a GBK log of Tomcat, a timeline of three hosts, a tail that was cut', async ({
      page,
    }) => {
      const screen = { page, say };
      await page.goto(await program.url());
      await steps.expectWorkbench(screen);
      await steps.showActivity(screen, 'logs');
      const tree = steps.sideList(screen, 'logs').getByRole('treeitem');
      await tree.filter({ hasText: 'catalina.out' }).first().click();
      const lines = steps.logLines(screen, 'catalina.out');
      const failed = steps.logLine(screen, 'catalina.out', '物料主数据保存失败');
      await expect(failed.first()).toBeVisible();
      await failed.last().click();
      await page.keyboard.press('ArrowRight');
      await both(screen, short, 'log-gbk');

      await page.keyboard.press('End');
      proxy.cut({ refuseNew: true });
      await expect(page.getByRole('button', { name: say('logs:cut.reconnect') })).toBeVisible();
      await both(screen, short, 'log-cut');
      // What was written and rotated away meanwhile is fetched from the rotated file.
      await appendFile(catalina, iconv.encode(minuteOfRecords(33), 'gbk'));
      await rename(catalina, `${catalina}.1`);
      await writeFile(catalina, iconv.encode(minuteOfRecords(34), 'gbk'));
      proxy.resume();
      await expect(page.getByRole('button', { name: say('logs:cut.reconnect') })).toBeHidden({
        timeout: 40_000,
      });
      await lines.focus();
      await page.keyboard.press('f');
      await expect(steps.logLine(screen, 'catalina.out', '09:34:57').last()).toBeVisible({
        timeout: 20_000,
      });
      await both(screen, short, 'log-resumed');

      for (const name of ['catalina.out', 'alert_NCDB.log', 'access.log'])
        await tree
          .filter({ hasText: name })
          .first()
          .click({ modifiers: ['ControlOrMeta'] });
      await page.getByRole('button', { name: say('logs:merge.open') }).click();
      const merged = steps.logLines(screen, say('logs:merge.title', { name: 'catalina.out' }));
      const deadlock = merged.getByRole('row', { name: /ORA-00060/ });
      // Rows may still come while it is looked at.
      await expect(async () => {
        await merged.focus();
        await page.keyboard.press('Control+g');
        await page.getByRole('textbox', { name: say('logs:jump.time') }).fill('09:23:31');
        await page.keyboard.press('Enter');
        await expect(deadlock.and(page.locator('[aria-selected=true]'))).toBeVisible();
      }).toPass({ timeout: 30_000 });
      await both(screen, short, 'log-timeline');
    });

    test('a log of 20 GB, scrolled to its middle', async ({ page }) => {
      const room = await statfs(tmpdir());
      test.skip(
        room.bavail * room.bsize < hugeBytes * 1.2,
        'the disk has no room for a log of 20 GB',
      );
      await grow();
      const screen = { page, say };
      await page.goto(await program.url());
      await steps.expectWorkbench(screen);
      await page.keyboard.press('Control+o');
      await page.getByRole('textbox', { name: say('logs:open.path') }).fill(huge);
      await page.keyboard.press('Enter');
      const lines = page.getByRole('grid').first();
      await expect(lines.getByRole('row').first()).toBeVisible();
      await expect(page.getByText(say('logs:footer.indexing', { share: '' }).trim())).toHaveCount(
        0,
        { timeout: 240_000 },
      );
      await lines.evaluate((list) => {
        list.scrollTop = (list.scrollHeight - list.clientHeight) / 2;
      });
      await lines.click({ position: { x: 500, y: 200 } });
      await both(screen, short, 'log-20gb');
    });
  });
}

/** Writes the log of 20 GB, once for both languages. */
async function grow(): Promise<void> {
  const file = await open(huge, 'a');
  try {
    let { size } = await file.stat();
    const first = dayOfRecords();
    for (let day = 0; size < hugeBytes; day += 1) {
      const piece = Buffer.from(first.replaceAll(dateOf(0), dateOf(day)));
      await file.write(piece);
      size += piece.length;
    }
  } finally {
    await file.close();
  }
}
