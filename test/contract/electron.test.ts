/**
 * The shell as it is built, in a real Electron, with a probe host and a bare page in its
 * place: the same suite as every transport, and what a page must not be able to do.
 */
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStale } from '../../scripts/build.mjs';
import { projectNode, root } from '../../scripts/node.mjs';
import { connect, manualChannel, type Channel } from '../../src-main/contract/wire/index';
import { launchElectron, whyNoElectron, type LaunchedElectron } from '../servers/electron';
import { bundle } from './bundle';
import type { CrossingFrame } from './page-bridge';
import { probeClient } from './probe';
import { describeTransport } from './suite';

const missing = whyNoElectron();

/** A program folder with the built shell, a probe host and a bare page. */
async function makeProgram(): Promise<string> {
  await buildStale(['main', 'preload']);
  const folder = await mkdtemp(join(tmpdir(), 'fieldbench-shell-'));
  const main = join(folder, 'out', 'main');
  await mkdir(join(folder, 'out', 'renderer'), { recursive: true });
  await cp(join(root, 'out', 'main'), main, { recursive: true });
  await cp(join(root, 'out', 'preload'), join(folder, 'out', 'preload'), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await symlink(join(root, 'resources'), join(folder, 'resources'));
  await bundle('test/contract/probe-process.ts', main, 'host.cjs', 'cjs');
  const page = '<!doctype html><meta charset="utf-8"><title>bare</title><body></body>';
  await writeFile(join(folder, 'out', 'renderer', 'index.html'), page);
  await writeFile(join(folder, 'out', 'renderer', 'good.js'), 'window.ran = true;');
  await writeFile(join(folder, 'secret.js'), 'window.secret = true;');
  return folder;
}

async function launch(folder: string): Promise<{ electron: LaunchedElectron; page: Page }> {
  const electron = await launchElectron({
    appFolder: folder,
    args: [`--user-data-dir=${join(folder, 'user')}`, `--data=${join(folder, 'profile')}`],
    env: { FIELDBENCH_NODE: projectNode() },
  });
  return { electron, page: await electron.app.firstWindow() };
}

/** Opens channels to the host through the page's own transport. */
async function bridgeTo(page: Page, folder: string): Promise<() => Promise<Channel>> {
  const script = await bundle('test/contract/page-bridge.ts', folder, 'bridge.js', 'iife');
  const ends = new Map<
    number,
    { deliver: (frame: unknown) => void; end: (reason: string) => void }
  >();
  await page.exposeFunction('toTest', (view: number, kind: string, frame: CrossingFrame) => {
    const end = ends.get(view);
    if (kind === 'closed') end?.end(String(frame));
    else end?.deliver(typeof frame === 'string' ? frame : Uint8Array.from(frame));
  });
  await page.evaluate(await readFile(script, 'utf8'));
  let next = 0;
  return async () => {
    const view = next++;
    const { channel, deliver, end } = manualChannel(
      (frame) => {
        const crossing =
          typeof frame === 'string' ? frame : [...new Uint8Array(frame as ArrayBuffer)];
        const message = [view, crossing] as const;
        void page.evaluate(([to, what]) => window.bridge.send(to, what), message);
      },
      () => void page.evaluate((to) => window.bridge.close(to), view),
    );
    ends.set(view, { deliver, end });
    await page.evaluate((to) => window.bridge.open(to), view);
    return channel;
  };
}

const title = 'Electron, host as Node child';

if (missing) {
  describe.skip(`${title} [skipped: ${missing}]`, () => it('runs', () => undefined));
} else {
  describeTransport(title, async () => {
    const folder = await makeProgram();
    const { electron, page } = await launch(folder);
    const open = await bridgeTo(page, folder);
    return {
      open,
      kill: async () => {
        const connection = connect(await open());
        const { pid } = await connection.client.app.ping({});
        process.kill(pid, 'SIGKILL');
        await connection.closed;
      },
      close: async () => {
        await electron.close();
        await rm(folder, { recursive: true });
      },
    };
  });

  describe('the page in Electron', () => {
    let folder: string;
    let electron: LaunchedElectron;
    let page: Page;
    beforeAll(async () => {
      folder = await makeProgram();
      ({ electron, page } = await launch(folder));
    });
    afterAll(async () => {
      await electron?.close();
      await rm(folder, { recursive: true });
    });

    it('has an origin of its own and nothing of Node or Electron', async () => {
      const found = await page.evaluate(() => ({
        origin: location.origin,
        secure: isSecureContext,
        names: ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
        bridge: Object.keys(window.fieldbench ?? {}),
      }));
      expect(found).toEqual({
        origin: 'app://fieldbench',
        secure: true,
        names: [],
        bridge: ['connect', 'pathOf'],
      });
    });

    it('gets its files, with the policy, and no other', async () => {
      const ask = (path: string) =>
        page.evaluate(async (asked) => {
          try {
            const response = await fetch(asked);
            return [
              response.status,
              response.headers.get('content-security-policy')?.slice(0, 18),
              response.headers.get('cache-control'),
            ];
          } catch {
            return 'refused';
          }
        }, path);
      expect(await ask('/good.js')).toEqual([200, "default-src 'none'", 'no-store']);
      for (const path of ['/..%2f..%2fsecret.js', '/%2e%2e/%2e%2e/secret.js', '/none.js']) {
        expect([path, await ask(path)]).toEqual([path, [404, "default-src 'none'", 'no-store']]);
      }
      expect(await ask('app://other/good.js')).toBe('refused');
      expect(await ask('http://127.0.0.1:9/')).toBe('refused');
      expect(await ask(`file://${folder}/secret.js`)).toBe('refused');
    });

    it('runs scripts of its own files only', async () => {
      const ran = await page.evaluate(async () => {
        const load = (element: HTMLScriptElement) =>
          new Promise((resolve) => {
            element.onload = () => resolve('ran');
            element.onerror = () => resolve('refused');
            document.body.append(element);
          });
        const script = (source: string) =>
          Object.assign(document.createElement('script'), { src: source });
        const inline = document.createElement('script');
        inline.textContent = 'window.inlineRan = true';
        document.body.append(inline);
        return [
          await load(script('/good.js')),
          await load(script('data:text/javascript,1')),
          'inlineRan' in window,
        ];
      });
      expect(ran).toEqual(['ran', 'refused', false]);
    });

    it('cannot go elsewhere, open a window or be given a permission', async () => {
      const address = page.url();
      const opened = await page.evaluate(() => window.open('https://example.com/') === null);
      await page.evaluate(() => {
        location.href = 'https://example.com/';
      });
      await page.evaluate(() => {
        location.href = 'data:text/html,elsewhere';
      });
      const permissions = await page.evaluate(async () => {
        const state = await navigator.permissions.query({ name: 'geolocation' });
        const notification = await Notification.requestPermission();
        const camera = await navigator.mediaDevices
          .getUserMedia({ video: true })
          .then(() => 'granted')
          .catch((error: Error) => error.name);
        return [state.state, notification, camera === 'granted'];
      });
      expect({ opened, url: page.url(), windows: electron.app.windows().length }).toEqual({
        opened: true,
        url: address,
        windows: 1,
      });
      expect(permissions).toEqual(['denied', 'denied', false]);
    });

    it('is asked for by its own frame only', async () => {
      // A frame is refused by the policy; asked for by another sender the port stays away.
      const frames = await page.evaluate(() => {
        const frame = document.createElement('iframe');
        frame.src = '/index.html';
        document.body.append(frame);
        return new Promise((resolve) => {
          frame.onload = () => {
            try {
              resolve(frame.contentWindow?.location.href);
            } catch {
              resolve('blocked');
            }
          };
        });
      });
      expect(frames).not.toBe('app://fieldbench/index.html');
    });

    it('stands again where it stood', async () => {
      const bounds = { x: 120, y: 80, width: 1111, height: 777 };
      await electron.app.evaluate(({ BrowserWindow }, wanted) => {
        BrowserWindow.getAllWindows()[0]?.setBounds(wanted);
      }, bounds);
      await electron.close();
      ({ electron, page } = await launch(folder));
      const found = await electron.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.getBounds(),
      );
      expect(found).toEqual(bounds);
    });

    it('asks before it cuts running work off, in the chosen language, but not when told to end', async () => {
      const open = await bridgeTo(page, folder);
      const client = probeClient(connect(await open()));
      await client.probe.work({ running: 2 });
      // The answer to this call comes after the word to the window process.
      await client.probe.counts();
      await electron.app.evaluate(({ dialog }) => {
        const asked: unknown[] = [];
        Object.assign(globalThis, { asked });
        Object.assign(dialog, {
          showMessageBox: (_window: unknown, question: unknown) => {
            asked.push(question);
            return Promise.resolve({ response: 0, checkboxChecked: false });
          },
        });
      });
      const close = () =>
        electron.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
      await close();
      expect(
        await electron.app.evaluate(
          () =>
            (globalThis as unknown as { asked: { message: string; buttons: string[] }[] }).asked,
        ),
      ).toMatchObject([
        { message: '还有 2 个任务正在运行。', buttons: ['保持打开', '停止并关闭'] },
      ]);
      expect(electron.app.windows()).toHaveLength(1);

      const child = electron.app.process();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    });
  });
}
