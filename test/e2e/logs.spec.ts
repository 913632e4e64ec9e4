/** A log of this machine, read by its user: found, filtered, walked through in time, kept. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { expect, test, type Page } from '@playwright/test';
import { skipWithout } from '../servers/playwright';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium');
// Times are those of the machine that reads the log, and its page is on the same machine.
const timezoneId = Intl.DateTimeFormat().resolvedOptions().timeZone;
test.use({ locale: 'en-US', colorScheme: 'light', timezoneId });

const say = wordsOf('en');
const name = 'catalina.out';
const failure = '物料主数据保存失败';
let desk: Desk;
let program: Program;

/** Ten minutes of a Tomcat on a Chinese Windows: a heartbeat a second, a failure a minute. */
function tomcatLog(): string {
  const lines: string[] = [];
  for (let second = 0; second < 600; second++) {
    const minute = String(Math.floor(second / 60)).padStart(2, '0');
    const time = `22-Nov-2026 09:${minute}:${String(second % 60).padStart(2, '0')}.120`;
    lines.push(`${time} 信息 [http-nio-8080-exec-1] erp.HeartBeatServlet.doGet 心跳`);
    if (second % 60 !== 30) continue;
    lines.push(
      `${time} 严重 [http-nio-8080-exec-7] erp.MaterialServlet.doPost ${failure}`,
      '\tjava.lang.IllegalStateException: 无法保存',
      ...Array.from(
        { length: 12 },
        (_, at) => `\t\tat org.apache.catalina.Valve.invoke(V.java:${at})`,
      ),
      '\tCaused by: java.sql.SQLException: ORA-30006: 资源已被占用',
      '\t\tat erp.jdbc.JdbcSession.executeUpdate(JdbcSession.java:271)',
      ...Array.from({ length: 9 }, (_, at) => `\t\tat oracle.jdbc.driver.T4C.run(T4C.java:${at})`),
    );
  }
  return `${lines.join('\r\n')}\r\n`;
}

test.beforeAll(async () => {
  desk = await makeDesk();
  await writeFile(join(desk.folder, name), iconv.encode(tomcatLog(), 'gbk'));
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await desk?.remove();
});

/** What the log page says below its rows. */
const footer = (page: Page) => steps.dock({ page, say }).locator('footer');

async function openLocal(page: Page): Promise<steps.Screen> {
  const screen = { page, say };
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  await page.keyboard.press('Control+o');
  const dialog = page.getByRole('dialog', { name: say('logs:open.title') });
  const path = dialog.getByRole('textbox', { name: say('logs:open.path') });
  // What is typed takes the place of the folder that is shown.
  await expect(path).not.toHaveValue('');
  await page.keyboard.insertText(desk.folder);
  await expect(path).toHaveValue(desk.folder);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('option').filter({ hasText: name })).toBeVisible();
  await page.keyboard.insertText(join(desk.folder, name));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  return screen;
}

test('a GBK log is searched, filtered, walked through in time, and kept as evidence', async ({
  page,
}) => {
  const screen = await openLocal(page);
  const lines = steps.logLines(screen, name);
  const failed = steps.logLine(screen, name, failure);
  const heartbeat = steps.logLine(screen, name, 'HeartBeatServlet');
  await expect(heartbeat.last()).toBeVisible();
  await expect(footer(page)).toContainText('GBK');
  await expect(footer(page)).toContainText(say('logs:footer.records', { count: 610, total: 610 }));

  // Search, and go to the last hit.
  await page.getByRole('textbox', { name: say('logs:search.label'), exact: true }).fill(failure);
  await expect(page.getByText(say('logs:search.hits', { count: 10, hits: 10 }))).toBeVisible();
  await page.keyboard.press('Shift+Enter');
  await expect(failed.and(page.locator('[aria-selected=true]'))).toBeVisible();
  await lines.focus();

  // What happened and why, before all of the stack.
  await page.keyboard.press('ArrowRight');
  const cause = lines.getByRole('row').filter({ hasText: 'Caused by: java.sql.SQLException' });
  await expect(cause).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(lines.getByRole('row').filter({ hasText: 'V.java:11' })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(cause).toBeHidden();
  await failed.and(page.locator('[aria-selected=true]')).getByRole('button').click();
  await expect(cause).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(cause).toBeHidden();

  // Out with the noise: the marked word.
  await heartbeat
    .first()
    .getByText(/HeartBeatServlet/)
    .dblclick({ position: { x: 60, y: 8 } });
  await page.keyboard.press('o');
  await expect(heartbeat).toHaveCount(0);
  await expect(lines).toHaveAttribute('aria-rowcount', '10');
  await expect(page.getByText(say('ui:chip.not'), { exact: true })).toBeVisible();

  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: say('logs:jump.time') }).fill('09:05');
  await page.keyboard.press('Enter');
  const selected = lines.locator('[aria-selected=true]');
  await expect(selected).toContainText('09:05:30.120');
  await page.keyboard.press('b');
  await expect(selected.getByTitle(say('ui:log.bookmark'))).toBeVisible();

  // A part of the time, from the histogram.
  const plot = page.getByRole('slider', { name: say('logs:histogram.label') });
  const box = await plot.boundingBox();
  if (!box) throw new Error('the histogram is not drawn');
  await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.55, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await page.getByRole('button', { name: say('logs:histogram.only') }).click();
  const rows = async () => Number(await lines.getAttribute('aria-rowcount'));
  // The failures of three or four minutes; the drag ends between bars.
  await expect.poll(async () => [3, 4].includes(await rows())).toBe(true);
  const kept = await rows();

  const number = await steps.createCase(screen, { title: 'Material cannot be saved' });
  await steps.openTab(screen, name);
  await failed.first().click();
  await steps.addEvidence(screen, 'E1', number);
  await expect(failed.first().getByText('E1')).toBeVisible();

  await lines.focus();
  await page.keyboard.press('Control+Shift+E');
  const path = join(desk.folder, 'excerpt.log');
  await page.getByRole('textbox', { name: say('logs:export.path') }).fill(path);
  await page.keyboard.press('Enter');
  await expect(
    page.getByText(say('logs:export.done', { count: kept, rows: kept })).first(),
  ).toBeVisible();
  const written = await readFile(path, 'utf8');
  expect(written.split('\n').filter((line) => line.includes(failure))).toHaveLength(kept);
  expect(written).toContain('Caused by: java.sql.SQLException: ORA-30006: 资源已被占用');
});

test('another log joins the view as one timeline and is taken out again', async ({ page }) => {
  const other = 'access.log';
  const text = 'GET /portal/login from the second log';
  await writeFile(join(desk.folder, other), `2026-11-22 09:05:30,121 INFO ${text}\n`);
  const screen = await openLocal(page);
  const lines = steps.logLines(screen, name);
  await expect(lines).toBeVisible();
  await page.keyboard.press('Control+3');
  await page.getByRole('button', { name: say('logs:merge.add') }).click();
  const dialog = page.getByRole('dialog', { name: say('logs:merge.add') });
  await dialog
    .getByRole('textbox', { name: say('logs:merge.find') })
    .fill(join(desk.folder, other));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const sources = page
    .getByRole('region', { name: say('logs:merge.sources') })
    .getByRole('listitem');
  await expect(sources).toHaveCount(2);
  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: say('logs:jump.time') }).fill('2026-11-22 09:05:30');
  await page.keyboard.press('Enter');
  const both = say('logs:merge.title', { name });
  await expect(steps.logLine(screen, both, text)).toBeVisible();

  await page.getByRole('button', { name: say('logs:merge.remove', { name: other }) }).focus();
  await page.keyboard.press('Delete');
  await expect(sources).toHaveCount(1);
  await expect(lines).toBeFocused();
  await expect(steps.logLine(screen, name, text)).toBeHidden();
});
