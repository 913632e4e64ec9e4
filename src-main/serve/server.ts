import { createReadStream, statSync } from 'node:fs';
import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '../contract/errors';
import type { Host } from '../host/index';
import type { Log } from '../kit/log';
import { findPageFile, pageHeaders } from '../kit/page-files';
import { Access } from './access';
import { announce, controlPath } from './control';
import { createGuard, type Guard } from './guard';
import { noAccessPage } from './no-access-page';
import { createSockets, type Sockets } from './sockets';

/** What a server is given. */
export interface ServeOptions {
  host: Pick<Host, 'serve'>;
  /** 0 for any free port. */
  port: number;
  /** Profile folder, where the server announces itself. */
  folder: string;
  /** Folder of the built page. */
  page: string;
  /** Folder of the program's resources. */
  resources: string;
  /** Origins beside its own: the development server's, in development only. */
  moreOrigins?: readonly string[];
  log: Log;
}

/** The browser face of a host. */
export interface RunningServe {
  port: number;
  /** A fresh address with a token that is good for one use. */
  newUrl(): string;
  /** Connections of views that are open. */
  views(): number;
  /** Ends all connections and frees the port. */
  close(): Promise<void>;
}

/**
 * Serves a host on loopback.
 *
 * @throws AppError `serve.port-taken` {port}
 */
export async function startServe(options: ServeOptions): Promise<RunningServe> {
  const server = createServer();
  const port = await listen(server, options.port);
  const access = new Access(port);
  const guard = createGuard(port, options.moreOrigins);
  const sockets = createSockets(options.host, access, options.log);
  const newUrl = (): string =>
    `http://127.0.0.1:${port}${startPath}?token=${access.newStartToken()}`;
  const context = { access, guard, newUrl, options };
  server.on('request', (request, response) => answer(request, response, context));
  // Otherwise Node answers these itself, without our headers.
  server.on('checkExpectation', (_request, response) => refuse(response, 417));
  server.on('clientError', (_error, socket) => refuseRaw(socket, 400));
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, context, sockets));
  let unannounce;
  try {
    unannounce = announce(options.folder, {
      port,
      pid: process.pid,
      secret: access.controlSecret,
    });
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    port,
    newUrl,
    views: () => sockets.open(),
    close: async () => {
      unannounce();
      sockets.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Context {
  access: Access;
  guard: Guard;
  newUrl: () => string;
  options: ServeOptions;
}

/** Where a start-up token is exchanged for the cookie. */
const startPath = '/start';
/** Where a page with the cookie gets the value for its WebSocket. */
const tabPath = '/tab';
/** Where the WebSocket is. */
const rpcPath = '/rpc';

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new AppError('serve.port-taken', { port }, { cause: error })
          : error,
      );
    });
    // By address, not by name: never on an interface that others can reach.
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function answer(request: IncomingMessage, response: ServerResponse, context: Context): void {
  const { access, guard, options } = context;
  const { method = '' } = request;
  const reads = method === 'GET' || method === 'HEAD';
  const url = targetOf(request);
  if (!url) return refuse(response, 400);
  const isControl = url.pathname === controlPath;
  const refusal = guard.refuse(request, !reads && !isControl);
  if (refusal !== null) return refuse(response, refusal);
  if (isControl) return answerControl(request, response, context);
  if (url.pathname === startPath && reads) return answerStart(url, request, response, context);
  if (!access.hasCookie(request.headers.cookie)) {
    return reads && url.pathname === '/' ? sendNoAccess(response, options) : refuse(response, 401);
  }
  if (url.pathname === tabPath) {
    if (method !== 'POST') return refuse(response, 405);
    return send(response, 200, 'application/json', JSON.stringify({ tab: access.newTab() }));
  }
  if (!reads) return refuse(response, 405);
  sendFile(response, options.page, url.pathname);
}

/** For another process of the same user; a browser never gets here, as it always sends Origin. */
function answerControl(request: IncomingMessage, response: ServerResponse, context: Context): void {
  const { authorization, origin } = request.headers;
  if (request.method !== 'POST') return refuse(response, 405);
  if (origin !== undefined || !context.access.isControl(authorization))
    return refuse(response, 401);
  send(response, 200, 'application/json', JSON.stringify({ url: context.newUrl() }));
}

function answerStart(
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  { access, options }: Context,
): void {
  // HEAD must not use a token up: chat programs look at addresses that way.
  if (request.method === 'HEAD') return refuse(response, 200);
  const cookie = access.exchange(url.searchParams.get('token') ?? '');
  // With a good cookie a used token is a second click on the same address.
  if (cookie === null && !access.hasCookie(request.headers.cookie))
    return sendNoAccess(response, options);
  const headers = cookie === null ? {} : { 'set-cookie': cookie };
  response.writeHead(303, { ...pageHeaders, ...headers, location: '/', 'content-length': 0 }).end();
}

function sendNoAccess(response: ServerResponse, { resources }: ServeOptions): void {
  send(response, 401, 'text/html; charset=utf-8', noAccessPage(resources));
}

function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { access, guard }: Context,
  sockets: Sockets,
): void {
  // A connection may break at any time; that must not end the process.
  socket.on('error', () => socket.destroy());
  const url = targetOf(request);
  if (url?.pathname !== rpcPath) return refuseRaw(socket, url ? 404 : 400);
  const refusal = guard.refuse(request, true);
  if (refusal !== null) return refuseRaw(socket, refusal);
  if (!access.hasCookie(request.headers.cookie)) return refuseRaw(socket, 401);
  sockets.accept(request, socket, head);
}

/** The request's target, or null when it is no path; `//name` would be another host's. */
function targetOf(request: IncomingMessage): URL | null {
  const { url = '' } = request;
  return /^\/(?!\/)/.test(url) && URL.canParse(url, 'http://localhost')
    ? new URL(url, 'http://localhost')
    : null;
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  const headers: OutgoingHttpHeaders = {
    ...pageHeaders,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  };
  // Node leaves out the body of an answer to HEAD.
  response.writeHead(status, headers).end(body);
}

function refuse(response: ServerResponse, status: number): void {
  send(response, status, 'text/plain; charset=utf-8', `${STATUS_CODES[status]}\n`);
}

/** Refuses where there is no response object: upgrades and unreadable requests. */
function refuseRaw(socket: Duplex, status: number): void {
  if (!socket.writable) return;
  const headers = Object.entries({ ...pageHeaders, 'content-length': '0', connection: 'close' });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n`);
}

function sendFile(response: ServerResponse, page: string, pathname: string): void {
  const file = findPageFile(page, pathname);
  if (!file) return refuse(response, 404);
  response.writeHead(200, {
    ...pageHeaders,
    'content-type': file.type,
    'content-length': statSync(file.path).size,
  });
  if (response.req.method === 'HEAD') response.end();
  else
    createReadStream(file.path)
      .on('error', () => response.destroy())
      .pipe(response);
}
