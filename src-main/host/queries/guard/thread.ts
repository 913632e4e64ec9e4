import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Dialect } from '../../../contract/dialects';
import { judgeHere, type JudgedText } from './judge';
import { useLibraries } from './libraries';

/** A text to judge. */
export interface JudgeRequest {
  dialect: Dialect;
  typed: string;
  /** People have reviewed this very text. */
  reviewed: boolean;
}

/** `begun`: its time counts from now. */
export type JudgeReply = { begun: true } | { judged: JudgedText } | { failed: string };

// This is the begin of a thread: its packages lie beside the program and not beside its script.
const { parsers } = workerData as { parsers: { postgres: string; others: string } };
const load = (path: string): Promise<never> => Promise.resolve(createRequire(path)(path) as never);
useLibraries({ postgres: () => load(parsers.postgres), others: () => load(parsers.others) });

parentPort?.on('message', ({ dialect, typed, reviewed }: JudgeRequest) => {
  parentPort?.postMessage({ begun: true } satisfies JudgeReply);
  judgeHere(dialect, typed, () => reviewed).then(
    (judged) => parentPort?.postMessage({ judged } satisfies JudgeReply),
    (error: unknown) => parentPort?.postMessage({ failed: String(error) } satisfies JudgeReply),
  );
});
