import { once } from 'node:events';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  connect,
  getCACertificates,
  rootCertificates,
  type ConnectionOptions,
  type TLSSocket,
} from 'node:tls';
import { AppError } from '../../../contract/errors';
import type { DatabaseTarget } from './port';

/** What is demanded of an encrypted connection. */
export type TlsWishes = Pick<DatabaseTarget, 'tls' | 'authorities' | 'host'>;

/** The server has no TLS although it is demanded. */
export class TlsUnavailable extends Error {}

/**
 * Options of Node's TLS. Only `verify` looks at the certificate: servers on customers' sites show
 * certificates nobody signed. Where it is not looked at, old versions and weak keys are taken
 * too, for the alternative is no encryption.
 */
export function tlsOptions({ tls, authorities, host }: TlsWishes): ConnectionOptions {
  const name = isIP(host) === 0 ? { servername: host } : {};
  if (tls === 'verify')
    return { ...name, ca: [...trustedAuthorities(), ...authorities], rejectUnauthorized: true };
  return {
    ...name,
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    // The TLS of Electron knows no security levels, and refuses the word.
    ...(process.versions['electron'] === undefined ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
  };
}

/** Those of this machine, where this Node can read them (from 22.15 on), and those it comes with. */
function trustedAuthorities(): string[] {
  const system = typeof getCACertificates === 'function' ? getCACertificates('system') : [];
  return [...new Set([...rootCertificates, ...system])];
}

/**
 * Encrypts an open stream, after the database's own protocol has agreed to it.
 *
 * @throws AppError as {@link certificateFailure} names it, or Node's error
 */
export async function upgrade(
  stream: Duplex,
  wishes: TlsWishes,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const secured = connect({ ...tlsOptions(wishes), host: wishes.host, socket: stream });
  try {
    await once(secured, 'secureConnect', { signal });
  } catch (error) {
    secured.on('error', () => undefined);
    throw certificateFailure(error, wishes.host) ?? error;
  }
  return secured;
}

interface CertificateError extends Error {
  code?: string;
  reason?: string;
  cert?: { subject?: { CN?: string }; subjectaltname?: string; valid_to?: string };
}

/** Codes of OpenSSL for a certificate that cannot be trusted (x509_vfy.h, as Node names them). */
const untrusted =
  /^(?:UNABLE_TO_|CERT_|CRL_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH|ERR_TLS_CERT)/;

/** Names why a certificate was not accepted; null when it is something else. */
export function certificateFailure(error: unknown, host: string): AppError | null {
  const { code = '', message, cert } = error as CertificateError;
  if (!untrusted.test(code)) return null;
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID': {
      const names = cert?.subjectaltname?.replace(/(?:DNS|IP Address):/g, '');
      const detail = names ?? cert?.subject?.CN ?? '?';
      return new AppError('sql.certificate-name', { host, names: detail }, { cause: error });
    }
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return new AppError('sql.certificate-time', { host, detail: message }, { cause: error });
    default: {
      // What stands behind it is advice to whoever starts Node.
      const [detail = ''] = message.split('; if the root CA');
      return new AppError('sql.certificate-refused', { host, detail }, { cause: error });
    }
  }
}
