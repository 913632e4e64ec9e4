import { session, type Session, type WebContents } from 'electron';
import { readFile } from 'node:fs/promises';
import { findPageFile, pageHeaders } from '../kit/page-files';
import { program } from '../kit/program';

/** The page's own scheme: a real origin, unlike file:, so that 'self' in the policy means it. */
export const pageScheme = 'app';
const pageHost = 'fieldbench';

/** Where the page is: our scheme, or the server of `npm run dev`. */
export function pageUrl(): URL {
  const development = process.env.ELECTRON_RENDERER_URL;
  return new URL(development ?? `${pageScheme}://${pageHost}/index.html`);
}

/** Whether an address belongs to the page: its parts are compared, never a prefix. */
export function isPage(address: string): boolean {
  try {
    const { protocol, host } = new URL(address);
    const page = pageUrl();
    return protocol === page.protocol && host === page.host;
  } catch {
    return false;
  }
}

/**
 * The session of the windows. It is kept in memory only: Chromium writes nothing of a
 * customer to the disk. It serves the built page, and refuses every permission.
 */
export function createPageSession(): Session {
  const pages = session.fromPartition('fieldbench');
  if (!pages.protocol.isProtocolHandled(pageScheme)) {
    pages.protocol.handle(pageScheme, (request) => answer(request.method, new URL(request.url)));
  }
  pages.setPermissionRequestHandler((_contents, permission, decide) =>
    decide(allowedPermissions.has(permission)),
  );
  pages.setPermissionCheckHandler((_contents, permission) => allowedPermissions.has(permission));
  pages.setDevicePermissionHandler(() => false);
  return pages;
}

/** Copying is what an engineer does all day; reading the clipboard stays refused. */
const allowedPermissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

async function answer(method: string, url: URL): Promise<Response> {
  const refuse = (status: number): Response => new Response(null, { status, headers: pageHeaders });
  if (url.host !== pageHost) return refuse(404);
  if (method !== 'GET' && method !== 'HEAD') return refuse(405);
  const file = findPageFile(program().renderer, url.pathname);
  if (!file) return refuse(404);
  const headers = { ...pageHeaders, 'content-type': file.type };
  return new Response(method === 'HEAD' ? null : await readFile(file.path), { headers });
}

/** Keeps a window on its page: no other address, no second window, no embedded page. */
export function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    if (!isPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
