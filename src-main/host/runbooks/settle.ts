import type { Run } from '../../contract/runbooks';
import type { AuditService } from '../audit/index';
import { sealedNames, type OpenProfile } from '../profile/index';
import { endedNote, endLine } from './run-record';
import type { RunbookStore, StoredRun } from './store';
import { dropTranscript, sealTranscript } from './transcript';

/**
 * Gives a run its end whose process was killed. A step that ran then may have been done: the
 * state says that it is not known, and the transcript keeps what was seen.
 */
export async function settleAbandoned(
  parts: { profile: OpenProfile; store: RunbookStore; audit: AuditService },
  stored: StoredRun,
): Promise<void> {
  const { profile, store, audit } = parts;
  const run = abandoned(stored.run, profile.clock.now());
  try {
    run.transcriptSha256 = await sealTranscript(profile, run.id, [endLine(run)]);
  } catch {
    // The file is gone or damaged; the state is what there is.
    run.transcriptSha256 = null;
  }
  store.putRun({ ...stored, run }, null);
  audit.append(endedNote(run));
  dropTranscript(profile, run.id);
}

/**
 * Seals transcripts of ended runs whose disk was full then, and drops files that belong to no
 * run.
 */
export async function sealLeftovers(parts: {
  profile: OpenProfile;
  store: RunbookStore;
}): Promise<void> {
  const { profile, store } = parts;
  for (const id of sealedNames(profile, 'runs')) {
    const stored = store.run(id);
    if (stored?.run.state === 'running') continue;
    if (stored?.run.transcriptSha256 === null) {
      const transcriptSha256 = await sealTranscript(profile, id);
      store.putRun({ ...stored, run: { ...stored.run, transcriptSha256 } }, null);
    }
    dropTranscript(profile, id);
  }
}

function abandoned(run: Run, at: number): Run {
  const error = { code: 'runbooks.program-ended', params: {} };
  const ended = structuredClone(run);
  ended.state = 'unknown';
  ended.endedAt = at;
  for (const host of ended.hosts) {
    if (host.state !== 'running' && host.state !== 'waiting') continue;
    const steps = [...host.steps, ...host.rollback];
    for (const step of steps)
      if (step.state === 'running') {
        step.state = 'unknown';
        step.error = error;
      } else if (step.state === 'waiting') step.state = 'skipped';
    // What had not begun was not done.
    host.state = host.state === 'waiting' ? 'cancelled' : 'unknown';
    host.error = error;
  }
  return ended;
}
