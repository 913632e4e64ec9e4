import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SshTestStep } from '../../../src-main/contract/index';
import { readStream } from '../../../src-main/contract/wire/index';
import { useAnnounce } from '../../ui/index';
import { isCancellation, useHost } from '../workbench/index';
import { outcomeOf, withStep } from './test-model';

/** A connection test that runs, ran, or was stopped. */
export interface SshTest {
  running: boolean;
  /** It was stopped before its end. */
  stopped: boolean;
  steps: readonly SshTestStep[];
  /** Why the test itself could not run; a failed step has its error with it. */
  error: unknown;
  run: () => void;
  stop: () => void;
  clear: () => void;
}

const nothing = { running: false, stopped: false, steps: [], error: null };

/** Tests the connection to an SSH endpoint step by step; leaving the screen ends the test. */
export function useSshTest(endpointId: string, name: string): SshTest {
  const { t } = useTranslation('ssh');
  const host = useHost();
  const announce = useAnnounce();
  const control = useRef<AbortController | null>(null);
  const [state, setState] =
    useState<Pick<SshTest, 'running' | 'stopped' | 'steps' | 'error'>>(nothing);
  useEffect(() => () => control.current?.abort(), []);

  const run = (): void => {
    control.current?.abort();
    const own = new AbortController();
    control.current = own;
    setState({ ...nothing, running: true });
    const follow = async (): Promise<void> => {
      let steps: SshTestStep[] = [];
      const frames = host.ssh.test({ endpointId }, { signal: own.signal });
      for await (const batch of readStream<SshTestStep>(host, frames)) {
        if (own.signal.aborted) return;
        steps = batch.reduce(withStep, steps);
        setState({ ...nothing, running: true, steps });
      }
      setState({ ...nothing, steps });
      announce(t(`test.outcome.${outcomeOf(steps)}`, { name }));
    };
    follow().catch((error: unknown) => {
      if (control.current !== own) return;
      if (own.signal.aborted || isCancellation(error)) return;
      setState((last) => ({ ...last, running: false, error }));
    });
  };
  return {
    ...state,
    run,
    stop: () => {
      control.current?.abort();
      setState((last) => ({
        ...last,
        running: false,
        stopped: true,
        steps: last.steps.filter((step) => step.state !== 'running'),
      }));
    },
    clear: () => {
      control.current?.abort();
      setState(nothing);
    },
  };
}
