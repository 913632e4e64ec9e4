import { procedures } from '../../contract/wire/server';
import type { EventHub } from '../events';
import type { Platform } from '../platform';

const ok = { ok: true } as const;

/** What belongs to no feature: liveness, events, acknowledgements, the world outside. */
export function appRpc(platform: Platform, events: EventHub) {
  const { app } = procedures;
  return {
    ping: app.ping.handler(({ input }) => ({
      payload: input.payload,
      at: Date.now(),
      pid: process.pid,
    })),
    events: app.events.handler(({ context, signal }) =>
      events.subscribe(
        signal ? AbortSignal.any([signal, context.session.signal]) : context.session.signal,
      ),
    ),
    ack: app.ack.handler(({ input, context }) => {
      context.session.credit.acknowledge(input.stream, input.seq);
      return ok;
    }),
    openDemo: app.openDemo.handler(async () => ({ url: await platform.openDemo() })),
    openExternal: app.openExternal.handler(async ({ input }) => {
      await platform.openExternal(input.url);
      return ok;
    }),
  };
}
