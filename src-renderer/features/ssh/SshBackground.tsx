import { useEffect } from 'react';
import { useHost, useHostQuery } from '../workbench/index';
import { PromptDialog } from './PromptDialog';

/** What goes on behind every page: servers' questions, and the news that the network is back. */
export function SshBackground() {
  const host = useHost();
  useEffect(() => {
    const tell = (): void => {
      // Whoever waits to reconnect tries by itself a little later, should this call be lost.
      host.ssh.networkChanged().catch(() => undefined);
    };
    window.addEventListener('online', tell);
    return () => window.removeEventListener('online', tell);
  }, [host]);
  const prompts = useHostQuery(['ssh', 'prompts'], (client) => client.ssh.prompts()).data ?? [];
  const [first] = prompts;
  if (!first) return null;
  return <PromptDialog key={first.id} prompt={first} waiting={prompts.length - 1} />;
}
