/** What a browser does to reach the host, with nothing in between that would help it. */
import { request, type IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';

/** An answer, read whole. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/**
 * Sends one request exactly as it is given: `fetch` would set Host, drop Origin and tidy the
 * path.
 */
export function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

/** Exchanges an address for its cookie. */
export async function cookieOf(port: number, url: string): Promise<string> {
  const { pathname, search } = new URL(url);
  const answer = await ask(port, pathname + search);
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** The value for one WebSocket. */
export async function tabOf(port: number, cookie: string): Promise<string> {
  const origin = `http://127.0.0.1:${port}`;
  const answer = await ask(port, '/tab', { method: 'POST', headers: { cookie, origin } });
  return (JSON.parse(answer.body) as { tab: string }).tab;
}

/** How an attempt to open a WebSocket ended: it is open, or the status it was refused with. */
export function openSocket(
  port: number,
  headers: Record<string, string>,
  path = '/rpc',
): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (asked, response) => {
      asked.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.once('error', reject);
  });
}

/** A WebSocket that has passed the door. */
export async function openView(port: number, cookie: string): Promise<WebSocket> {
  const tab = await tabOf(port, cookie);
  const socket = await openSocket(port, { cookie, origin: `http://127.0.0.1:${port}` });
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  socket.send(JSON.stringify({ tab }));
  return socket;
}

/** Close code and reason of a WebSocket, once it has closed. */
export function closeOf(socket: WebSocket): Promise<{ code: number; reason: string }> {
  return new Promise((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
    socket.on('error', () => undefined);
  });
}
