import { parentPort, workerData } from 'node:worker_threads';
import type { ColumnKind, Filter, ResultView } from '../../../../contract/query-results';
import { AppError, type ErrorData } from '../../../../contract/errors';
import { rustRegexAt } from '../../../logs/engine/search/rust-regex';
import { arrangeRows } from './arrange';
import { chartOf, type ChartData } from './chart';
import { compareRows, type Compared, type CompareOrder } from './compare';
import type { TextWords } from './filters';
import { findRows, summaryOf, valuesOf, type FoundValues } from './look';
import { Rows, Stopped, type RowsPlace } from './rows';

interface OfResult {
  rows: RowsPlace;
  kinds: ColumnKind[];
}

/** What a thread is asked to do with rows. */
export type Task =
  | (OfResult & { kind: 'arrange'; view: ResultView })
  | (OfResult & { kind: 'find'; words: TextWords; column: number | null })
  | (OfResult & { kind: 'values'; filters: Filter[]; column: number; text: string; limit: number })
  | (OfResult & { kind: 'summary'; wanted: Uint8Array | null; columns: number[] })
  | (OfResult & {
      kind: 'chart';
      order: Uint32Array;
      x: number | null;
      ys: number[];
      points: number;
    })
  | { kind: 'compare'; before: RowsPlace; after: RowsPlace; order: CompareOrder };

/** What comes back, by the kind of the task. */
export interface Answers {
  arrange: Uint32Array;
  find: Uint8Array;
  values: FoundValues;
  summary: ReturnType<typeof summaryOf>;
  chart: ChartData;
  compare: Compared;
}

export interface TaskRequest {
  task: Task;
  /** [0] becomes 1 when nobody wants the answer any more; [1] is how far it is, in thousandths. */
  state: Int32Array;
}

export type TaskReply =
  | { kind: 'done'; answer: Answers[keyof Answers] }
  | { kind: 'stopped' }
  | { kind: 'refused'; error: ErrorData }
  | { kind: 'failed'; message: string };

// This is the begin of a thread: it has no other way to get it.
rustRegexAt((workerData as { rregex: string }).rregex);

parentPort?.on('message', (request: TaskRequest) => {
  const reply = answer(request);
  parentPort?.postMessage(reply, reply.kind === 'done' ? buffersOf(reply.answer) : []);
});

function answer({ task, state }: TaskRequest): TaskReply {
  try {
    return { kind: 'done', answer: perform(task, state) };
  } catch (error) {
    if (error instanceof Stopped) return { kind: 'stopped' };
    if (error instanceof AppError) return { kind: 'refused', error: error.toData() };
    return {
      kind: 'failed',
      message: error instanceof Error ? String(error.stack) : String(error),
    };
  }
}

function perform(task: Task, state: Int32Array): Answers[keyof Answers] {
  const pace = {
    frames: (done: number, of: number) => {
      if (Atomics.load(state, 0) !== 0) throw new Stopped();
      Atomics.store(state, 1, Math.min(999, Math.floor((done * 1000) / Math.max(1, of))));
    },
  };
  if (task.kind === 'compare') {
    const before = new Rows(task.before, pace);
    try {
      const after = new Rows(task.after, pace);
      try {
        return compareRows(before, after, task.order);
      } finally {
        after.close();
      }
    } finally {
      before.close();
    }
  }
  const rows = new Rows(task.rows, pace);
  try {
    switch (task.kind) {
      case 'arrange':
        return arrangeRows(rows, task.view, task.kinds);
      case 'find':
        return findRows(rows, task.words, task.column, task.kinds.length);
      case 'values':
        return valuesOf(rows, task.filters, task.kinds, task.column, task.text, task.limit);
      case 'summary':
        return summaryOf(rows, task.wanted, task.kinds, task.columns);
      case 'chart':
        return chartOf(rows, task.order, task.kinds, task.x, task.ys, task.points);
    }
  } finally {
    rows.close();
  }
}

function buffersOf(answered: Answers[keyof Answers]): ArrayBuffer[] {
  if (ArrayBuffer.isView(answered)) return [answered.buffer as ArrayBuffer];
  return Object.values(answered).flatMap((value: unknown) =>
    ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : [],
  );
}
