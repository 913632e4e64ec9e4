/**
 * Entry of the host as a process of its own: an Electron utility process, which gets a port
 * for each view, or a Node child, through whose pipe the views' frames are relayed.
 */
import type { Channel } from '../contract/wire/index';
import { electronPortChannel } from '../contract/wire/index';
import {
  exitTooOld,
  Relay,
  toHostSchema,
  type FromHost,
  type ToHost,
} from '../contract/wire/relay';
import { openKeyring, type SystemKeyring } from '../kit/keyring';
import { createLog } from '../kit/log';
import { program } from '../kit/program';
import type { Host, Platform } from './index';

/** The lowest N-API that SQLite runs on; on a lower one loading it kills the process. */
const neededNapi = 10;

/** Electron's port as this file uses it; the host knows no Electron. */
type Port = Parameters<typeof electronPortChannel>[0];
interface ParentPort {
  postMessage(message: FromHost): void;
  on(type: 'message', listener: (event: { data: unknown; ports: Port[] }) => void): void;
}
type Start = Extract<ToHost, { type: 'start' }>;
type Answer = Extract<ToHost, { type: 'answer' }>;

const { parentPort } = process as { parentPort?: ParentPort };
const log = createLog();
const relay = new Relay(post);
/** Views that came with a port of their own. */
const ports = new Map<number, Channel>();
/** What this process has asked the window process, by number. */
const questions = new Map<number, (answer: Answer) => void>();
let nextQuestion = 0;
let starting: Promise<Host> | undefined;

function post(message: FromHost): void {
  if (parentPort) parentPort.postMessage(message);
  else if (process.connected) process.send?.(message);
}

function ask(
  question: { type: 'open-demo' } | { type: 'open-external'; url: string },
): Promise<string | null> {
  const id = nextQuestion++;
  return new Promise((resolve, reject) => {
    questions.set(id, ({ url, error }) => {
      questions.delete(id);
      if (error === null) resolve(url);
      else reject(new Error(error));
    });
    post({ ...question, id });
  });
}

async function start(options: Start): Promise<Host> {
  const { version, resources } = program();
  let keyring: SystemKeyring | null | undefined;
  const platform: Platform = {
    face: 'desktop',
    folder: options.folder,
    demo: options.demo,
    version,
    resources,
    get keyring() {
      return (keyring ??= openKeyring());
    },
    log,
    openExternal: async (url) => {
      await ask({ type: 'open-external', url });
    },
    openDemo: () => ask({ type: 'open-demo' }),
  };
  // Only now, after the check of N-API.
  const { createHost } = await import('./index');
  const host = createHost(platform);
  host.events.on((event) => {
    if (event.type !== 'note' && event.type !== 'notice') tellState(host);
  });
  if (options.passphrase !== null) {
    if (host.vault.status().state === 'none') await host.vault.create(options.passphrase, false);
    else await host.vault.unlock(options.passphrase, false);
  }
  post({ type: 'ready' });
  return host;
}

let lastState = '';
/** The window process asks before it cuts work off, and must not wait for an answer then. */
function tellState(host: Host): void {
  const open = host.vault.status().state === 'unlocked';
  const language = open ? host.features().settings.all().language : 'system';
  const state = { type: 'state', running: host.tasks.running, language } as FromHost;
  const text = JSON.stringify(state);
  if (text === lastState) return;
  lastState = text;
  post(state);
}

async function receive(data: unknown, port: Port | undefined): Promise<void> {
  const message = toHostSchema.parse(data);
  switch (message.type) {
    case 'start':
      starting ??= start(message);
      await starting;
      return;
    case 'view': {
      const channel = port ? electronPortChannel(port) : relay.channel(message.view);
      if (port) {
        ports.set(message.view, channel);
        channel.onClose(() => ports.delete(message.view));
      }
      (await starting)?.serve(channel);
      return;
    }
    case 'frame':
      relay.deliver(message.view, message);
      return;
    case 'gone':
      relay.gone(message.view, message.reason);
      ports.get(message.view)?.close(message.reason);
      return;
    case 'answer':
      questions.get(message.id)?.(message);
      return;
    case 'close':
      await close();
  }
}

let closing = false;
async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  relay.endAll('the host closes');
  for (const channel of ports.values()) channel.close('the host closes');
  const host = await starting?.catch(() => undefined);
  await host?.close();
  process.exit(0);
}

function listen(): void {
  const take = (data: unknown, port: Port | undefined): void => {
    receive(data, port).catch((error: unknown) => {
      log.error('the host process failed', error);
      process.exit(1);
    });
  };
  if (parentPort) {
    parentPort.on('message', (event) => take(event.data, event.ports[0]));
  } else {
    process.on('message', (data) => take(data, undefined));
    // The window process is gone: nobody can need this one any more.
    process.on('disconnect', () => void close());
  }
  // Ctrl+C in a terminal reaches the whole group; the window process says when to end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => void close());
}

if (Number(process.versions.napi) >= neededNapi) {
  listen();
} else {
  process.stderr.write(
    `The host needs N-API ${neededNapi}; ${process.version} has ${process.versions.napi}.\n`,
  );
  process.exit(exitTooOld);
}
