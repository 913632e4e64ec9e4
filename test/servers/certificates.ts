/** Certificates of an authority of our own, made by openssl, for servers with TLS in tests. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireProgram } from './parts';

/** What a server shows; PEM. */
export interface ServerCertificate {
  certificate: string;
  key: string;
}

/** An authority that signs certificates of servers. */
export interface TestAuthority {
  /** PEM. */
  readonly certificate: string;
  /** A certificate for a name or an address (`IP:127.0.0.1`, `DNS:db`), valid for so many days; 0 has expired at once. */
  issue(name: string, days?: number): ServerCertificate;
  dispose(): void;
}

export function makeAuthority(): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const openssl = (...args: string[]): void => {
    execFileSync(requireProgram('openssl'), args, { cwd: folder, stdio: 'ignore' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
  );
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return {
    certificate: read('ca.pem'),
    issue(name, days = 2) {
      openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=server');
      writeFileSync(join(folder, 'names'), `subjectAltName=${name}\n`);
      openssl(
        'x509',
        '-req',
        '-in',
        'server.csr',
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        String(days),
        '-extfile',
        'names',
        '-out',
        'server.pem',
      );
      return { certificate: read('server.pem'), key: read('server.key') };
    },
    dispose: () => rmSync(folder, { recursive: true }),
  };
}
