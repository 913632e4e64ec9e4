import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Client } from 'ssh2';

interface Inner {
  type?: unknown;
  subtype?: unknown;
  _callbacks?: unknown;
  destroy?: () => void;
}

/**
 * Closes the channels on which the server refused what was asked (a command, a subsystem).
 * ssh2 1.17 leaves them open and hands them to nobody, so each would take one of the server's
 * sessions until the connection ends. Such a session has neither a subtype, which ssh2 sets on
 * success, nor a request that waits for its answer.
 */
export function closeRefusedChannels(client: Client): void {
  const manager = (client as unknown as { _chanMgr?: { _channels?: Record<string, Inner> } })
    ._chanMgr;
  for (const channel of Object.values(manager?._channels ?? {})) {
    const waits = !Array.isArray(channel._callbacks) || channel._callbacks.length > 0;
    if (channel.type === 'session' && channel.subtype === undefined && !waits) channel.destroy?.();
  }
}

interface GcmState {
  _encKey?: Buffer | KeyObject;
  _decipherKey?: Buffer | KeyObject;
}

/**
 * Gives the keys of AES-GCM to Node in the form it takes at once. ssh2 1.17 makes a cipher for
 * each packet and hands it the key's bytes, which Node 24 finds out to be no key object by two
 * exceptions: half of the time that a packet's cipher takes. After each key exchange again.
 */
export function useKeyObjects(client: Client): void {
  const apply = (): void => {
    const protocol = (
      client as unknown as { _protocol?: { _cipher?: GcmState; _decipher?: GcmState } }
    )._protocol;
    const cipher = protocol?._cipher;
    const decipher = protocol?._decipher;
    if (Buffer.isBuffer(cipher?._encKey)) cipher._encKey = createSecretKey(cipher._encKey);
    if (Buffer.isBuffer(decipher?._decipherKey))
      decipher._decipherKey = createSecretKey(decipher._decipherKey);
  };
  apply();
  client.on('handshake', () => setImmediate(apply));
}
