/**
 * `npm run dev`: the workbench with hot reload. The page comes from a development server; the
 * host is built again and restarted when src-main changes. In Electron where it can run, else
 * in the browser (`--browser` chooses it). Other options are those of `fieldbench serve`.
 *
 * With FIELDBENCH_PASSPHRASE the profile opens by itself after each restart.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { rmSync } from 'node:fs';
import { createServer as createNetServer } from 'node:net';
import { join } from 'node:path';
import { electronStart, findElectron, nodeOrFail, runInForeground, userFolder } from './launch.mjs';
import { root } from './node.mjs';

const given = process.argv.slice(2);
const args = given.filter((arg) => arg !== '--browser');
const electron = given.includes('--browser') ? {} : findElectron();

// What is built from now on is not what `npm start` may take for finished.
for (const part of ['main', 'preload']) rmSync(join(root, 'out', 'stamps', part), { force: true });

async function developInBrowser() {
  process.env.NODE_ENV_ELECTRON_VITE = 'development';
  const { resolveConfig } = await import('electron-vite');
  const { build, createServer } = await import('vite');
  const { config } = await resolveConfig({ root, logLevel: 'warn' }, 'serve', 'development');
  const [pagePort, hostPort] = [await freePort(5173), await freePort(0)];
  const origin = `http://127.0.0.1:${pagePort}`;
  const host = new HostRunner(hostPort, origin);
  const gate = createGate(host);
  const page = await createServer({
    ...config.renderer,
    plugins: [...(config.renderer.plugins ?? []), gate.plugin],
    server: {
      host: '127.0.0.1',
      port: pagePort,
      strictPort: true,
      proxy: Object.fromEntries(
        ['/tab', '/rpc'].map((path) => [path, gate.proxyTo(`http://127.0.0.1:${hostPort}`)]),
      ),
    },
  });
  await page.listen();
  const watcher = await build({
    ...config.main,
    mode: 'development',
    build: { ...config.main.build, watch: {}, emptyOutDir: false },
  });
  let isFirst = true;
  watcher.on('event', async (event) => {
    if (event.code === 'ERROR') console.error(`dev: ${event.error.message}`);
    if (event.code !== 'END') return;
    await host.restart();
    console.log(isFirst ? `dev: open ${gate.url(origin)}` : 'dev: the host has been restarted');
    isFirst = false;
  });
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      void Promise.all([host.stop(), watcher.close(), page.close()]).finally(() => process.exit(0));
    });
  }
}

/**
 * The browser's way past the development server: a token like that of `serve`, and a cookie
 * that stays good when the host is restarted. Only a request with it is passed on, with the
 * cookie of the host that runs now.
 */
function createGate(host) {
  const secret = randomBytes(32).toString('base64url');
  const name = 'fieldbench-dev';
  const hasCookie = (request) => (request.headers.cookie ?? '').includes(`${name}=${secret}`);
  return {
    url: (origin) => `${origin}/start?token=${secret}`,
    plugin: {
      name: 'fieldbench:gate',
      configureServer: ({ middlewares }) => {
        middlewares.use('/start', (request, response) => {
          const isRight = new URL(request.url, 'http://x').searchParams.get('token') === secret;
          if (isRight) {
            response.setHeader(
              'set-cookie',
              `${name}=${secret}; Path=/; HttpOnly; SameSite=Strict`,
            );
          }
          response.writeHead(isRight ? 303 : 401, isRight ? { location: '/' } : {}).end();
        });
      },
    },
    proxyTo: (target) => ({
      target,
      changeOrigin: true,
      ws: true,
      configure: (proxy) => {
        for (const event of ['proxyReq', 'proxyReqWs']) {
          proxy.on(event, (outgoing, request) => {
            outgoing.setHeader('cookie', hasCookie(request) ? host.cookie : '');
          });
        }
      },
    }),
  };
}

/** The host behind the page: `fieldbench serve`, started again after each build. */
class HostRunner {
  cookie = '';

  constructor(port, origin) {
    this.port = port;
    this.origin = origin;
  }

  async restart() {
    await this.stop();
    const bundle = join(root, 'out', 'main', 'cli.cjs');
    const child = spawn(
      nodeOrFail(),
      [bundle, '--json', 'serve', '--no-open', ...args, '--port', String(this.port)],
      {
        cwd: userFolder(),
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
        env: { ...process.env, FIELDBENCH_DEV_ORIGIN: this.origin },
      },
    );
    this.child = child;
    const line = await new Promise((resolve) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      child.once('exit', () => resolve(undefined));
    });
    if (line === undefined) return;
    const answer = await fetch(JSON.parse(line).url, { redirect: 'manual' });
    this.cookie = answer.headers.get('set-cookie').split(';')[0];
  }

  async stop() {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
}

/** A free port, the wanted one if it is. */
function freePort(wanted) {
  return new Promise((resolve) => {
    const server = createNetServer();
    server.once('error', () => resolve(freePort(0)));
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

if (electron.path) {
  const { env } = electronStart(args);
  const isRoot = process.platform === 'linux' && process.getuid() === 0;
  const tool = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  runInForeground(process.execPath, [tool, 'dev', root, '--watch', '--', ...args], {
    // NO_SANDBOX is what its option of that name would set; its parser loses that one.
    env: {
      ...env,
      ELECTRON_EXEC_PATH: electron.path,
      ELECTRON_ENTRY: root,
      ...(isRoot ? { NO_SANDBOX: '1' } : {}),
    },
  });
} else {
  await developInBrowser();
}
