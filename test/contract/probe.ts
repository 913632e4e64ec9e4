/**
 * A contract of its own for the transports: it is spoken by the same `serve` and `connect`
 * as the real one, so what holds here holds for every feature.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContractRouterClient } from '@orpc/contract';
import { implement } from '@orpc/server';
import { app } from '../../src-main/contract/app';
import { done, eventIterator, nothing, oc, stream, z } from '../../src-main/contract/common';
import { AppError } from '../../src-main/contract/errors';
import type { Channel, Connection } from '../../src-main/contract/wire/index';
import {
  serve,
  type HostContext,
  type HostRouter,
  type Session,
} from '../../src-main/contract/wire/server';

const countsSchema = z.object({
  /** Batches the long stream's source has made. */
  produced: z.number(),
  /** Sources of streams that have not been finalised. */
  open: z.number(),
  /** Calls that saw their signal abort. */
  aborted: z.number(),
});
export type Counts = z.infer<typeof countsSchema>;

const probeContract = {
  app: { ping: app.ping, ack: app.ack },
  probe: {
    echo: oc.input(z.object({ value: z.string() })).output(z.object({ value: z.string() })),
    fail: oc.input(nothing).output(done),
    bug: oc.input(nothing).output(done),
    wait: oc.input(nothing).output(done),
    numbers: oc.input(nothing).output(eventIterator(z.number())),
    long: oc
      .input(z.object({ batches: z.number().int(), characters: z.number().int() }))
      .output(stream(z.string())),
    counts: oc.input(nothing).output(countsSchema),
    /** Tells the window process how much work runs. */
    work: oc.input(z.object({ running: z.number().int() })).output(done),
    /** Ends the host's process at once, as a crash would. */
    die: oc.input(nothing).output(done),
  },
};

/** A typed client of the probe, over any connection. */
export type ProbeClient = ContractRouterClient<typeof probeContract>;

/** The connection's client, as the probe's. */
export function probeClient(connection: Connection): ProbeClient {
  return connection.client as unknown as ProbeClient;
}

/** A host that answers to the probe contract. */
export interface ProbeHost {
  serve(channel: Channel): Session;
  close(): Promise<void>;
}

export function createProbeHost(
  onDie: () => void = () => undefined,
  onWork: (running: number) => void = () => undefined,
): ProbeHost {
  const counts: Counts = { produced: 0, open: 0, aborted: 0 };
  const { app: appRpc, probe } = implement(probeContract).$context<HostContext>();

  async function* numbers(): AsyncGenerator<number, void> {
    counts.open++;
    try {
      for (let value = 0; ; value++) {
        yield value;
        await sleep(1);
      }
    } finally {
      counts.open--;
    }
  }

  async function* batches(count: number, characters: number): AsyncGenerator<string[], void> {
    counts.open++;
    try {
      for (let index = 0; index < count; index++) {
        counts.produced++;
        yield [`${index} `.padEnd(characters, '行')];
        // As a source that reads from a disk or a network does.
        await sleep(0);
      }
    } finally {
      counts.open--;
    }
  }

  const router = {
    app: {
      ping: appRpc.ping.handler(({ input }) => ({
        payload: input.payload,
        at: Date.now(),
        pid: process.pid,
      })),
      ack: appRpc.ack.handler(({ input, context }) => {
        context.session.credit.acknowledge(input.stream, input.seq);
        return { ok: true } as const;
      }),
    },
    probe: {
      echo: probe.echo.handler(({ input }) => input),
      fail: probe.fail.handler(() => {
        throw new AppError('ssh.auth-failed', { host: '主机', port: 22 }, { retry: true });
      }),
      bug: probe.bug.handler(() => {
        throw new TypeError('password=hunter2 is not a function');
      }),
      wait: probe.wait.handler(async ({ signal, context }) => {
        const ends = signal
          ? AbortSignal.any([signal, context.session.signal])
          : context.session.signal;
        await new Promise((resolve) => ends.addEventListener('abort', resolve));
        counts.aborted++;
        return { ok: true } as const;
      }),
      numbers: probe.numbers.handler(() => numbers()),
      long: probe.long.handler(({ input, context }) =>
        context.session.credit.stream(batches(input.batches, input.characters)),
      ),
      counts: probe.counts.handler(() => counts),
      work: probe.work.handler(({ input }) => {
        onWork(input.running);
        return { ok: true } as const;
      }),
      die: probe.die.handler(() => {
        onDie();
        return { ok: true } as const;
      }),
    },
  };
  let sessions = 0;
  return {
    serve: (channel) =>
      serve(router as unknown as HostRouter, channel, `s${sessions++}`, () => undefined),
    close: () => Promise.resolve(),
  };
}
