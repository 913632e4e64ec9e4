import { once } from 'node:events';
import open from 'open';

/** Opens an address in the default browser; false when the machine has none to start. */
export async function openInBrowser(url: string): Promise<boolean> {
  try {
    const child = await open(url);
    // A missing opener shows only as an event of the child.
    const failed = once(child, 'error').then(() => false);
    const ended = once(child, 'exit').then(([code]) => code === 0);
    const runs = new Promise<boolean>((resolve) => setTimeout(resolve, 1500, true).unref());
    return await Promise.race([failed, ended, runs]);
  } catch {
    return false;
  }
}
