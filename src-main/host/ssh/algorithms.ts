import type { Algorithms } from 'ssh2';
import type { SshEndpoint } from '../../contract/systems';
import type { HostKeyAlgorithm } from './host-key';

/** Which algorithms a host is offered: `old` adds those below, each after every modern one. */
export type AlgorithmChoice = SshEndpoint['algorithms'];

const gcm = ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com'] as const;
/** Key exchange with SHA-1, or with groups too small for today. */
const oldKex = [
  'diffie-hellman-group-exchange-sha1',
  'diffie-hellman-group14-sha1',
  'diffie-hellman-group1-sha1',
] as const;
const oldCiphers = ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'] as const;
const oldMacs = ['hmac-sha1-96', 'hmac-md5'] as const;
/** Signatures with SHA-1. */
export const oldSignature = 'ssh-rsa';

/**
 * What is offered to a server, in this order. A newer server never takes an old one, because
 * the first of ours that it knows is taken.
 */
export function offeredAlgorithms(
  choice: AlgorithmChoice,
  hostKeys: readonly HostKeyAlgorithm[],
): Algorithms {
  const old = choice === 'old';
  return {
    // An object is applied in the order of its keys: this moves AES-GCM to the front.
    cipher: { remove: [...gcm], prepend: [...gcm], append: old ? [...oldCiphers] : [] },
    kex: { append: old ? [...oldKex] : [] } as never,
    hmac: { append: old ? [...oldMacs] : [] } as never,
    serverHostKey: hostKeys.filter((name) => old || name !== oldSignature),
  };
}

/** What the two sides could not agree on, and what the server has of it. */
export interface NoAgreement {
  /** As SSH names it: `key exchange`, `host key`, `cipher`, `MAC`, `user key signature`. */
  kind: string;
  offered: string;
}

/** Reads from ssh2's debug lines what the server offers, for when nothing of it will do. */
export class HandshakeNotes {
  private readonly remote = new Map<string, string>();

  take(line: string): void {
    const found =
      /^Handshake: \(remote\) (KEX method|Host key format|[CS]->[CS] (?:cipher|MAC)): (.*)$/.exec(
        line,
      );
    if (found?.[1]) this.remote.set(found[1], found[2] ?? '');
  }

  /** @param message what ssh2 says of the failure */
  disagreement(message: string): NoAgreement | null {
    const found =
      /no matching (key exchange algorithm|host key format|([CS]->[CS]) (cipher|MAC))/i.exec(
        message,
      );
    if (!found?.[1]) return null;
    const direction = found[2] ?? '';
    if (direction) {
      const kind = found[3] ?? '';
      return { kind, offered: this.words(`${direction} ${kind}`) };
    }
    return found[1].startsWith('key')
      ? { kind: 'key exchange', offered: this.words('KEX method') }
      : { kind: 'host key', offered: this.words('Host key format') };
  }

  /** Without the markers that are no algorithms. */
  private words(name: string): string {
    return (this.remote.get(name) ?? '')
      .split(',')
      .filter((word) => !/^(ext-info|kex-strict)-/.test(word))
      .join(', ')
      .slice(0, 500);
  }
}
