import type { EventHub } from '../events';
import type { OpenProfile } from './open';

const intervalMs = 500;
const features = ['systems', 'secrets', 'ssh', 'queries', 'cases', 'settings', 'profile'] as const;

/**
 * Tells the views when another process on the same profile has written. SQLite's
 * `data_version` changes only for commits of other connections.
 */
export function watchOtherProcesses(profile: OpenProfile, events: EventHub): () => void {
  const read = (): number => profile.db.pragma('data_version', { simple: true }) as number;
  let version = read();
  const timer = setInterval(() => {
    const now = read();
    if (now === version) return;
    version = now;
    for (const feature of features) events.changed(feature);
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
