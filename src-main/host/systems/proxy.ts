import { sshProxySchema, type SshProxy } from '../../contract/systems';

/** Ports that are meant when an address names none. */
const usualPorts = { http: 8080, socks5: 1080 } as const;

/**
 * Reads a proxy from an address such as `http://proxy:3128` or `socks5://user@proxy`.
 *
 * @returns null when it is no such address, `'password'` when a password stands in it
 */
export function parseProxy(text: string): SshProxy | 'password' | null {
  const found = /^(http|socks5):\/\/(.*)$/i.exec(text.trim());
  const [, scheme = '', rest = ''] = found ?? [];
  const kind = scheme.toLowerCase() === 'http' ? 'http' : 'socks5';
  let url: URL;
  let username: string;
  try {
    // Of a scheme that it does not know, URL keeps the port, also when it is the usual one.
    url = new URL(`proxy://${rest}`);
    username = decodeURIComponent(url.username);
  } catch {
    return null;
  }
  if (!found || url.hostname === '' || /[?#]/.test(rest) || !/^\/?$/.test(url.pathname))
    return null;
  if (url.password !== '') return 'password';
  const parsed = sshProxySchema.safeParse({
    kind,
    host: decodeURIComponent(url.hostname).replace(/^\[|\]$/g, ''),
    port: url.port === '' ? usualPorts[kind] : Number(url.port),
    username,
  });
  return parsed.success ? parsed.data : null;
}

/** The address of a proxy as {@link parseProxy} reads it; its password is named elsewhere. */
export function proxyText({ kind, host, port, username }: SshProxy): string {
  const user = username === '' ? '' : `${encodeURIComponent(username)}@`;
  return `${kind}://${user}${host.includes(':') ? `[${host}]` : host}:${port}`;
}
