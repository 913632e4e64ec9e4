import { AppError } from '../../src-main/contract/errors';
import { portChannel, socketChannel, type Channel } from '../../src-main/contract/wire/index';

/** What Electron's preload puts on the window; absent in a browser. */
interface Bridge {
  /** Asks for a port to the host, which comes as a window message with the same number. */
  connect(request: number): void;
}

declare global {
  interface Window {
    fieldbench?: Bridge;
  }
}

/** Where the server is, relative to the page (src-main/serve/server.ts). */
const tabPath = '/tab';
const rpcPath = '/rpc';

let requests = 0;

/**
 * Opens a channel to the host: in Electron a MessagePort, in a browser a WebSocket.
 *
 * @throws AppError `wire.unauthorized` when this page may not speak with the server (any
 *   more): it must be opened from a fresh address. `wire.host-gone`, to be tried again.
 */
export function openTransport(): Promise<Channel> {
  return window.fieldbench ? openPort(window.fieldbench) : openSocket();
}

function openPort(bridge: Bridge): Promise<Channel> {
  return new Promise((resolve) => {
    const request = requests++;
    let channel: Channel | undefined;
    const receive = (event: MessageEvent): void => {
      // Only our own preload posts to this window; frames are forbidden by the policy.
      if (event.source !== window || event.origin !== window.location.origin) return;
      const message = event.data as Partial<Record<string, unknown>> | null;
      const [port] = event.ports;
      if (message?.type === 'fieldbench:port' && message.request === request && port) {
        channel = portChannel(port);
        channel.onClose(() => window.removeEventListener('message', receive));
        resolve(channel);
      } else if (message?.type === 'fieldbench:gone') {
        // Chrome tells of a closed port only from version 122 on.
        channel?.close(String(message.reason));
      }
    };
    window.addEventListener('message', receive);
    bridge.connect(request);
  });
}

async function openSocket(): Promise<Channel> {
  const tab = await fetchTab();
  const { protocol, host } = window.location;
  const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}${rpcPath}`);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('close', () => reject(gone('no connection')), { once: true });
  });
  socket.send(JSON.stringify({ tab }));
  return socketChannel(socket);
}

/** The value that must be the first frame of this tab's WebSocket. */
async function fetchTab(): Promise<string> {
  let response: Response;
  try {
    response = await fetch(tabPath, { method: 'POST' });
  } catch {
    throw gone('the server does not answer');
  }
  if (response.status === 401 || response.status === 403) throw new AppError('wire.unauthorized');
  if (!response.ok) throw gone(`the server answers ${response.status}`);
  return ((await response.json()) as { tab: string }).tab;
}

function gone(reason: string): AppError {
  return new AppError('wire.host-gone', { reason }, { retry: true });
}
