import { AppError } from '../../contract/errors';
import type { Task } from '../../contract/tasks';
import { newId } from '../../kit/ids';
import type { EventHub } from '../events';

/** Ended tasks stay in the list this long, so that a person sees how they ended. */
const keptEnded = 50;

/** Handle by which the work itself reports. */
export interface RunningTask {
  id: string;
  signal: AbortSignal;
  progress(fraction: number | null, detail?: string): void;
}

/** Long work of this host: what runs, how far it is, and a way to stop it. */
export class TaskService {
  private readonly tasks = new Map<string, { task: Task; controller: AbortController }>();
  private readonly events: EventHub;

  constructor(events: EventHub) {
    this.events = events;
  }

  /** Work that is running now. */
  get running(): number {
    return [...this.tasks.values()].filter(({ task }) => task.state === 'running').length;
  }

  list(): Task[] {
    return [...this.tasks.values()].map(({ task }) => task);
  }

  /** Runs work as a task; its failure is the caller's, the task only shows how it ended. */
  async run<T>(
    kind: Task['kind'],
    title: string,
    work: (task: RunningTask) => Promise<T>,
    options: { cancellable?: boolean } = {},
  ): Promise<T> {
    const controller = new AbortController();
    const task: Task = {
      id: newId(),
      kind,
      title,
      startedAt: Date.now(),
      progress: null,
      detail: '',
      cancellable: options.cancellable ?? true,
      state: 'running',
      endedAt: null,
    };
    this.tasks.set(task.id, { task, controller });
    this.publish(task);
    try {
      const result = await work({
        id: task.id,
        signal: controller.signal,
        progress: (fraction, detail = '') => {
          task.progress = fraction;
          task.detail = detail;
          this.publish(task);
        },
      });
      this.end(task, controller.signal.aborted ? 'cancelled' : 'done');
      return result;
    } catch (error) {
      this.end(task, controller.signal.aborted ? 'cancelled' : 'failed');
      throw error;
    }
  }

  cancel(id: string): void {
    const entry = this.tasks.get(id);
    if (!entry) throw new AppError('entity.not-found', { id });
    entry.controller.abort(new AppError('wire.cancelled'));
  }

  dispose(): void {
    for (const { controller } of this.tasks.values())
      controller.abort(new AppError('wire.cancelled'));
  }

  private end(task: Task, state: Task['state']): void {
    task.state = state;
    task.endedAt = Date.now();
    this.publish(task);
    const ended = [...this.tasks.values()].filter((entry) => entry.task.state !== 'running');
    for (const { task: old } of ended.slice(0, Math.max(0, ended.length - keptEnded)))
      this.tasks.delete(old.id);
  }

  private publish(task: Task): void {
    this.events.emit({ type: 'task', task: { ...task } });
  }
}
