import { realpathSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

/**
 * What the page may do, the same in the browser face and in Electron. Styles may be inline
 * because Monaco writes them; everything else comes from our own origin.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers that stand on every answer, whatever its status. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** A file of the built page. */
export interface PageFile {
  path: string;
  type: string;
}

/**
 * Finds the file a request path names, strictly inside the folder, links resolved. Null for
 * what is outside, is no file, has a type the page does not use, or is not well-formed.
 *
 * @param pathname as in a URL, percent-encoded; `/` is index.html
 */
export function findPageFile(folder: string, pathname: string): PageFile | null {
  try {
    const decoded = decodeURIComponent(pathname === '/' ? '/index.html' : pathname);
    const type = types[extname(decoded)];
    if (type === undefined || /[\0\\]|\/$/.test(decoded)) return null;
    const root = realpathSync(folder);
    const path = realpathSync(join(root, decoded));
    // With the separator: `/page-other` is no part of `/page`.
    if (!path.startsWith(root + sep) || !statSync(path).isFile()) return null;
    return { path, type };
  } catch {
    return null;
  }
}
