/** A private ssh-agent for tests. */
import { join } from 'node:path';
import { requireProgram } from './parts';
import {
  makeServerFolder,
  removeServerFolder,
  run,
  startServerProcess,
  waitUntilReady,
} from './process';
import type { SshKey } from './ssh-keys';

/** A running agent. */
export interface SshAgent {
  /** Path of its socket, for SSH_AUTH_SOCK. */
  readonly socket: string;
  stop(): Promise<void>;
}

/** Starts an agent that holds `keys`, which must not be encrypted. */
export async function startSshAgent(keys: readonly SshKey[]): Promise<SshAgent> {
  const folder = await makeServerFolder('agent');
  const socket = join(folder, 'agent.sock');
  const agent = await startServerProcess(requireProgram('ssh-agent'), ['-D', '-a', socket]);
  async function stop(): Promise<void> {
    await agent.stop('SIGTERM');
    await removeServerFolder(folder);
  }
  try {
    await waitUntilReady('ssh-agent', agent, async () => {
      await run(requireProgram('ssh-add'), ['-q', ...keys.map((key) => key.path)], {
        environment: { SSH_AUTH_SOCK: socket },
      });
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { socket, stop };
}
