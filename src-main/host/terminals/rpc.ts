import { procedures } from '../../contract/wire/server';
import type { TerminalService } from './service';

const ok = { ok: true } as const;

export function terminalsRpc(service: () => TerminalService) {
  const { terminals } = procedures;
  return {
    open: terminals.open.handler(({ input: { endpointId, columns, rows } }) =>
      service().start(endpointId, { columns, rows }),
    ),
    list: terminals.list.handler(() => service().list()),
    attach: terminals.attach.handler(({ input, context, signal }) => {
      const { credit, signal: sessionEnd } = context.session;
      return credit.stream(service().attach(input.id, signal ?? sessionEnd));
    }),
    write: terminals.write.handler(async ({ input }) => {
      await service().write(input.id, input.text, input.binary);
      return ok;
    }),
    send: terminals.send.handler(({ input }) => service().send(input.ids, input.text)),
    resize: terminals.resize.handler(({ input }) => {
      service().resize(input.id, input.columns, input.rows);
      return ok;
    }),
    setEncoding: terminals.setEncoding.handler(({ input }) =>
      service().setEncoding(input.id, input.encoding),
    ),
    record: terminals.record.handler(({ input }) => service().record(input.id, input.on)),
    reconnect: terminals.reconnect.handler(({ input }) => {
      service().reconnect(input.id);
      return ok;
    }),
    close: terminals.close.handler(async ({ input }) => {
      await service().close(input.id);
      return ok;
    }),
    transcripts: terminals.transcripts.handler(() => service().transcripts()),
    transcript: terminals.transcript.handler(({ input, context }) =>
      context.session.credit.stream(inTurns(service().transcript(input.id))),
    ),
    removeTranscript: terminals.removeTranscript.handler(({ input }) => {
      service().removeTranscript(input.id);
      return ok;
    }),
  };
}

/** Pieces one by one as they are asked for. */
async function* inTurns<T>(pieces: Iterable<T>): AsyncGenerator<T, void> {
  yield* pieces;
}
