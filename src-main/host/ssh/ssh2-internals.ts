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
