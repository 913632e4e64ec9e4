import { AppError } from '../../contract/errors';
import type { TranscriptProvenance } from '../../contract/cases';
import type { Run } from '../../contract/runbooks';
import type { BlobStore } from '../../kit/blob-store';
import type { StoredRun } from './store';

/** Evidence of a run: the bytes of its transcript, and all of the provenance but their hash. */
export interface RunExcerpt {
  title: string;
  pieces: Iterable<Uint8Array>;
  origin: Omit<TranscriptProvenance, 'kind' | 'sha256'>;
}

/**
 * The transcript of an ended run, or a text selected in it.
 *
 * @throws AppError `runbooks.still-running`
 */
export function runExcerpt(
  { run, systems, usernames }: StoredRun,
  selection: string | null,
  blobs: BlobStore,
): RunExcerpt {
  const whole = run.transcriptSha256;
  if (selection === null && whole === null)
    throw new AppError('runbooks.still-running', { id: run.id });
  const environments = new Set(run.hosts.map(({ environment }) => environment));
  return {
    title: `${run.title.zh} / ${run.title.en} v${run.version}`,
    pieces:
      selection !== null || whole === null ? [Buffer.from(selection ?? '')] : blobs.read(whole),
    origin: {
      origin: 'run',
      originId: run.id,
      system: systems.join(', '),
      environment: [...environments].join(', '),
      hosts: run.hosts.map(({ name, host }) => (name === host ? host : `${name} (${host})`)),
      username: usernames.join(', '),
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      format: selection === null ? 'json-lines' : 'text',
      wholeSha256: whole,
    },
  };
}

/** A run for lists. */
export function withoutOutput(run: Run): Run {
  const silent = <T extends { output: string }>(step: T): T => ({ ...step, output: '' });
  return {
    ...run,
    hosts: run.hosts.map((host) => ({
      ...host,
      steps: host.steps.map(silent),
      rollback: host.rollback.map(silent),
    })),
  };
}
