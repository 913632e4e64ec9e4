import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogPlace, LogSearch } from '../../../src-main/contract/logs';
import type { Inventory } from '../../../src-main/contract/index';
import { readStream } from '../../../src-main/contract/wire/index';
import { failureOf, isCancellation, useHost } from '../workbench/index';
import { filesOf, scopeKey, type SearchScope } from './file-search';

/** What is known of one file, or of a scope that could not be looked through. */
export interface SearchedFile {
  key: string;
  scope: SearchScope;
  /** Lines that match; null where they could not be counted. */
  lines: number | null;
  hits: readonly { offset: number; text: string }[];
  error: unknown;
  /** What was sent to its host. */
  command: string;
}

/** A search of many files, running or ended. */
export interface FileSearchState {
  phase: 'none' | 'listing' | 'searching' | 'done' | 'stopped' | 'failed';
  search: LogSearch | null;
  /** Files to search and those that have answered. */
  files: number;
  answered: number;
  /** Files with hits or with an error, most hits first. */
  found: readonly SearchedFile[];
  lines: number;
  truncated: boolean;
  error: unknown;
}

/** What the host says of one file. */
interface Found {
  place: LogPlace;
  lines: number | null;
  hits: { offset: number; text: string }[];
  error: Parameters<typeof failureOf>[0] | null;
  command: string;
}

const none: FileSearchState = {
  phase: 'none',
  search: null,
  files: 0,
  answered: 0,
  found: [],
  lines: 0,
  truncated: false,
  error: null,
};

/** First hits of a file that are shown here; the log itself has the rest. */
export const hitsShown = 100;

/** Searches many files without opening them; results come as the files answer. */
export function useFileSearch() {
  const host = useHost();
  const [state, setState] = useState<FileSearchState>(none);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = useCallback(
    (search: LogSearch, scopes: readonly SearchScope[], inventory: Inventory) => {
      running.current?.abort();
      const stop = new AbortController();
      running.current = stop;
      const change = (next: (state: FileSearchState) => FileSearchState): void => {
        if (running.current === stop) setState(next);
      };
      const run = async (): Promise<void> => {
        const { places, failures, truncated } = await filesOf(host, scopes, inventory, stop.signal);
        const broken = failures.map(({ scope, error }): SearchedFile => ({
          key: scopeKey(scope),
          scope,
          lines: null,
          hits: [],
          error,
          command: '',
        }));
        change((before) => ({
          ...before,
          phase: 'searching',
          files: places.length,
          found: broken,
          truncated,
        }));
        if (places.length > 0) {
          const frames = host.logs.searchFiles(
            { places, search, hitsPerFile: hitsShown },
            { signal: stop.signal },
          );
          for await (const batches of readStream<Found>(host, frames))
            change((before) => withFound(before, batches));
        }
        change((before) => ({ ...before, phase: 'done' }));
      };
      setState({ ...none, phase: 'listing', search });
      run().catch((error: unknown) => {
        if (stop.signal.aborted || isCancellation(error)) return;
        change((before) => ({ ...before, phase: 'failed', error }));
      });
    },
    [host],
  );
  const stop = useCallback(() => {
    running.current?.abort();
    setState((before) => ({ ...before, phase: 'stopped' }));
  }, []);
  return { state, start, stop };
}

function withFound(before: FileSearchState, answers: readonly Found[]): FileSearchState {
  const told = answers
    .filter(({ lines, error }) => (lines ?? 0) > 0 || error !== null)
    .map(({ place, lines, hits, error, command }): SearchedFile => ({
      key: scopeKey(place),
      scope: place,
      lines,
      hits,
      error: error && failureOf(error),
      command,
    }));
  const found =
    told.length === 0
      ? before.found
      : [...before.found, ...told].toSorted(
          (left, right) => (right.lines ?? -1) - (left.lines ?? -1),
        );
  return {
    ...before,
    answered: before.answered + answers.length,
    lines: before.lines + told.reduce((sum, { lines }) => sum + (lines ?? 0), 0),
    found,
  };
}
