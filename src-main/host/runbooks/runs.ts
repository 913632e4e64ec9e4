import { AppError } from '../../contract/errors';
import type { Inputs } from '../../contract/index';
import type { Run } from '../../contract/runbooks';
import { guardStorage } from '../../kit/database';
import { newId } from '../../kit/ids';
import type { AuditService } from '../audit/index';
import type { ChangeGate } from '../changes/index';
import type { HeldLease, LeaseService } from '../leases/index';
import type { EndpointPlace } from '../systems/index';
import type { TaskService } from '../tasks/index';
import { AbandonedRuns } from './abandoned-runs';
import { KnownRuns } from './known-runs';
import { classOf, scriptFor, type LoadedRunbook } from './library';
import { bindParameters, type BoundParameter } from './parameters';
import { ActiveRun } from './run';
import {
  endedNote,
  endLine,
  headerLine,
  leaseOf,
  newRun,
  startedNote,
  whereabouts,
  type StartedBy,
} from './run-record';
import { neverBegan } from './run-state';
import { StepRunner, type StepRunnerParts } from './step-runner';
import type { RunbookStore, StoredRun } from './store';
import { dropTranscript, RunTranscript, sealTranscript } from './transcript';
import type { Log } from '../../kit/log';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';

/** How long the end of runs is waited for when the program closes. */
const closeMs = 12_000;

export interface RunsParts extends StepRunnerParts {
  profile: OpenProfile;
  events: EventHub;
  tasks: TaskService;
  log: Log;
  audit: AuditService;
  changes: ChangeGate;
  leases: LeaseService;
  store: RunbookStore;
  place: (endpointId: string) => EndpointPlace;
  version: string;
}

type StartInput = Inputs['runbooks']['run'];

/** Runs of this device: those that go on here, those that ended, those of other processes. */
export class Runs {
  private readonly parts: RunsParts;
  private readonly active = new Map<string, { run: ActiveRun; ended: Promise<void> }>();
  /** What is known of runs, also of those of other processes. */
  readonly known: KnownRuns;
  private readonly abandoned: AbandonedRuns;

  constructor(parts: RunsParts) {
    this.parts = parts;
    this.known = new KnownRuns(parts, this.active);
    this.abandoned = new AbandonedRuns(parts, (id) => this.active.has(id));
  }

  /** Runs that go on in this process; a test counts them. */
  get running(): number {
    return this.active.size;
  }

  /**
   * Starts a run and returns at once.
   *
   * @throws AppError `runbooks.host-unknown`, `runbooks.parameter-…`, `secret.missing`,
   *   `runbooks.query-unknown`, and as {@link ChangeGate.permit}
   */
  start(runbook: LoadedRunbook, input: StartInput, by: StartedBy): Run {
    const { profile, audit, changes, store, leases, tasks } = this.parts;
    const places = this.places(input.endpointIds);
    const parameters = this.bind(runbook, input);
    const runner = new StepRunner(this.parts, by.unattended);
    // A fault that would stop every host stops before the first.
    const dryRun = input.dryRun ?? false;
    commands(runbook, parameters, runner, dryRun);
    const { document } = runbook;
    const kind = classOf(runbook);
    const permit =
      kind === 'changes-state' && !dryRun
        ? changes.permit({
            action: `${document.title.en} v${document.version} (${document.id})`,
            targets: places.map(({ endpoint, system }) => ({
              name: endpoint.name,
              environment: system.environment,
            })),
            statement: input.statement && {
              reason: input.statement.reason ?? '',
              changeId: input.statement.changeId ?? '',
              typedNames: input.statement.typedNames ?? [],
            },
            unattended: by.unattended,
          })
        : null;
    const id = newId();
    const run = newRun(runbook, {
      id,
      dryRun,
      parameters,
      places,
      permit,
      by,
      at: profile.clock.now(),
    });
    audit.append(startedNote(run));
    const stored = whereabouts(places);
    const lease = leases.tryTake(leaseOf(id));
    const header = headerLine(run, runbook, places, permit, {
      program: this.parts.version,
      clockOffsetMs: profile.clock.offsetMs(),
    });
    let transcript: RunTranscript;
    try {
      guardStorage(profile.folder, () => store.putRun({ run, ...stored }, process.pid));
      transcript = RunTranscript.create(profile, id, header);
    } catch (error) {
      // Nothing ran, and nobody is to be told that something does.
      lease?.release();
      this.persist({ run: neverBegan(run, error, profile.clock.now()), ...stored }, null);
      throw error;
    }
    const active = new ActiveRun({
      run,
      runbook,
      parameters,
      rollBackOnFailure: input.rollBackOnFailure ?? false,
      transcript,
      runner,
      lease,
      now: () => profile.clock.now(),
      persist: (state) => this.persist({ run: state, ...stored }),
    });
    const title = `${document.title.zh} / ${document.title.en}`;
    const ended = tasks
      .run('run', title, async (task) =>
        this.finish(active, await active.execute(task), stored, lease),
      )
      .catch((error: unknown) => this.parts.log.error('a run failed', error))
      .finally(() => {
        this.active.delete(id);
        this.parts.events.changed('runbooks', id);
      });
    this.active.set(id, { run: active, ended });
    this.parts.events.changed('runbooks', id);
    return active.current;
  }

  /** What would be sent, step by step. @throws AppError as {@link start} */
  preview(runbook: LoadedRunbook, input: StartInput): string[] {
    const runner = new StepRunner(this.parts, true);
    return commands(runbook, this.bind(runbook, input), runner, input.dryRun ?? false);
  }

  /** @throws AppError `runbooks.elsewhere` for a run of another process */
  stop(id: string, endpointId: string | null, rollBack: boolean): void {
    const here = this.active.get(id);
    if (here) return here.run.stop(endpointId, rollBack);
    const { run } = this.known.stored(id);
    const holder = this.parts.leases.holder(leaseOf(id));
    if (run.state === 'running' && holder)
      throw new AppError('runbooks.elsewhere', { pid: holder.pid });
  }

  /** Stops every run and waits for its end, for a while. */
  async dispose(): Promise<void> {
    this.abandoned.dispose();
    const runs = [...this.active.values()];
    for (const { run } of runs) run.close();
    await Promise.race([
      Promise.all(runs.map(({ ended }) => ended)),
      new Promise((resolve) => setTimeout(resolve, closeMs).unref()),
    ]);
  }

  private bind(runbook: LoadedRunbook, input: StartInput): BoundParameter[] {
    return bindParameters(runbook.document, input.parameters ?? {}, this.parts.reveal);
  }

  /** Hosts by their ids, each once. @throws AppError `runbooks.host-unknown` {name} */
  places(ids: readonly string[]): EndpointPlace[] {
    return [...new Set(ids)].map((id) => {
      let place: EndpointPlace;
      try {
        place = this.parts.place(id);
      } catch (error) {
        throw new AppError('runbooks.host-unknown', { name: id }, { cause: error });
      }
      const { detail, archived, name } = place.endpoint;
      if (detail.kind !== 'ssh' || archived) throw new AppError('runbooks.host-unknown', { name });
      return place;
    });
  }

  private async finish(
    active: ActiveRun,
    run: Run,
    stored: Omit<StoredRun, 'run'>,
    lease: HeldLease | null,
  ): Promise<void> {
    const { profile, store, audit, log } = this.parts;
    try {
      active.transcript.write(endLine(run));
      run.transcriptSha256 = await sealTranscript(profile, run.id);
    } catch (error) {
      // The disk is full or gone: the state says what is known, the file waits for its end.
      log.error('the transcript of a run could not be sealed', error);
    }
    try {
      store.putRun({ run, ...stored }, null);
      audit.append(endedNote(run));
    } finally {
      active.end(run);
      lease?.release();
      if (run.transcriptSha256 !== null) dropTranscript(profile, run.id);
    }
  }

  private persist(stored: StoredRun, owner: number | null = process.pid): void {
    try {
      this.parts.store.putRun(stored, owner);
      this.parts.events.changed('runbooks', stored.run.id);
    } catch (error) {
      this.parts.log.warn('the state of a run could not be kept', { error: String(error) });
    }
  }
}

/** What each step sends, for people; on a dry run what would be sent where nothing is. */
function commands(
  runbook: LoadedRunbook,
  parameters: readonly BoundParameter[],
  runner: StepRunner,
  dryRun: boolean,
): string[] {
  return runbook.document.steps.map((step, index) =>
    runner.shown(step, scriptFor(runbook, index, dryRun) ?? step.script, parameters),
  );
}
