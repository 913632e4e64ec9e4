import type { Log } from '../../kit/log';
import type { EventHub } from '../events';
import type { OpenProfile } from './open';

const intervalMs = 500;
const features = [
  'systems',
  'secrets',
  'ssh',
  'queries',
  'cases',
  'settings',
  'profile',
  'audit',
  'changes',
  'runbooks',
  'tunnels',
  'terminals',
  'files',
  'logs',
] as const;

/**
 * Tells the views when another process on the same profile has written. SQLite's
 * `data_version` changes only for commits of other connections.
 */
export function watchOtherProcesses(profile: OpenProfile, events: EventHub, log: Log): () => void {
  const read = (): number => profile.db.pragma('data_version', { simple: true }) as number;
  let version = read();
  const look = (): void => {
    const now = read();
    if (now === version) return;
    version = now;
    for (const feature of features) events.changed(feature);
  };
  const timer = setInterval(() => {
    try {
      look();
    } catch (error) {
      // A disk that was unplugged: whoever needs it next is told why; a timer has nobody to tell.
      log.warn('the store could not be watched', { error: String(error) });
    }
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
