import type { IncomingMessage } from 'node:http';

/** Which requests may be answered at all. */
export interface Guard {
  /**
   * The status to refuse with, or null. Host must be one of ours, or a foreign name may have
   * been bound to this address; Origin, where it stands, must be one of a fixed list, and
   * must stand where a browser always sends it.
   */
  refuse(request: IncomingMessage, originNeeded: boolean): number | null;
}

/**
 * @param port the port the server listens on
 * @param moreOrigins the development server's, in development only
 */
export function createGuard(port: number, moreOrigins: readonly string[] = []): Guard {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const origins = new Set([...[...hosts].map((host) => `http://${host}`), ...moreOrigins]);
  return {
    refuse: ({ headers }, originNeeded) => {
      if (headers.host === undefined || !hosts.has(headers.host.toLowerCase())) return 421;
      if (headers.origin === undefined) return originNeeded ? 403 : null;
      return origins.has(headers.origin) ? null : 403;
    },
  };
}
