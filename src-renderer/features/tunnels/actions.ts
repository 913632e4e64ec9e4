import { AppError } from '../../../src-main/contract/errors';
import type { Tunnel } from '../../../src-main/contract/index';
import type { Workbench } from '../workbench/index';
import { useTunnelsView } from './dialog-store';

/** Opens the page of the tunnels. */
export function openTunnelList(workbench: Workbench): void {
  workbench.openPanel({
    id: 'tunnels.list',
    component: 'tunnels.list',
    title: workbench.text('tunnels:title'),
  });
}

/** Opens a tunnel; asks first when other computers could use it. */
export async function startTunnel(
  workbench: Workbench,
  id: string,
  allowNetwork = false,
): Promise<void> {
  try {
    const tunnel = await workbench.host.tunnels.start({ id, allowNetwork });
    workbench.notify({
      tone: 'ok',
      keep: false,
      title: workbench.text('tunnels:opened', { name: tunnel.name, listen: tunnel.listen ?? '' }),
    });
  } catch (error) {
    const code = error instanceof AppError ? error.code : '';
    if (code === 'tunnels.not-local') useTunnelsView.getState().show({ kind: 'network', id });
    // What somebody has to decide or to mend about the connection stands on the page.
    else if (code.startsWith('ssh.')) openTunnelList(workbench);
    else if (code !== 'wire.cancelled') workbench.reportError(error);
  }
}

/** Closes a tunnel and its connections. */
export async function stopTunnel(workbench: Workbench, id: string): Promise<void> {
  try {
    await workbench.host.tunnels.stop({ id });
  } catch (error) {
    workbench.reportError(error);
  }
}

/** Puts the address a program is to be given into the clipboard. */
export async function copyAddress(workbench: Workbench, { listen }: Tunnel): Promise<void> {
  if (listen === null) return;
  try {
    await navigator.clipboard.writeText(listen);
    workbench.notify({
      tone: 'ok',
      keep: false,
      title: workbench.text('tunnels:copied', { listen }),
    });
  } catch (error) {
    workbench.reportError(error);
  }
}
