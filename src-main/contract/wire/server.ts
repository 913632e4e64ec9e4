import { implement, ORPCError, type Router } from '@orpc/server';
import { StandardRPCHandler } from '@orpc/server/standard';
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer';
import {
  decodeRequestMessage,
  encodeResponseMessage,
  experimental_ServerPeerWithoutCodec as Peer,
} from '@orpc/standard-server-peer';
import { contract, type Contract } from '../index';
import { AppError } from '../errors';
import { isFrame, type Channel } from './channel';
import { CreditBook } from './credit';
import { explained, toWire } from './failure';

/** One connected view. Handlers get it as context. */
export interface Session {
  /** Unique in this host; also the origin of edits, so that a view skips its own. */
  id: string;
  /** Aborted when the view goes away: whatever it opened must end. */
  signal: AbortSignal;
  credit: CreditBook;
}

export interface HostContext {
  session: Session;
}

/** The contract, ready to be implemented by features: `procedures.cases.list.handler(…)`. */
export const procedures = implement(contract).$context<HostContext>();

/** Everything the host answers to. */
export type HostRouter = {
  [Feature in keyof Contract]: Router<Contract[Feature], HostContext>;
};

/** Told of every failure that is a bug, for the log. */
type ReportBug = (error: unknown, path: string) => void;

/** Names the cause where the host knows it, e.g. a damaged store; else the error as it is. */
type Explain = (error: unknown) => unknown;

/**
 * Serves the contract on a channel until it closes. Arguments are checked against
 * their schemas before a handler runs; an unreadable frame closes the channel.
 */
export function serve(
  router: HostRouter,
  channel: Channel,
  sessionId: string,
  reportBug: ReportBug,
  explain: Explain = (error) => error,
): Session {
  const ended = new AbortController();
  const session: Session = { id: sessionId, signal: ended.signal, credit: new CreditBook() };
  channel.onClose((reason) => {
    session.credit.close();
    ended.abort(new AppError('wire.host-gone', { reason }));
  });
  const fail = (thrown: unknown, path: readonly string[]): Error => {
    const error = explain(thrown);
    if (!isExpected(error)) reportBug(error, path.join('.'));
    return toWire(error) as Error;
  };
  const handler = new StandardRPCHandler(router, {
    clientInterceptors: [
      ({ next, path }) =>
        explained(
          () => next(),
          (error) => fail(error, path),
        ),
    ],
  });
  const peer = new Peer(async ([id, type, payload]) =>
    channel.send(await encodeResponseMessage(id, type, payload)),
  );
  const handleRequest = createServerPeerHandleRequestFn(handler, { context: { session } });
  channel.onClose(() => peer.close({ abort: true }));
  // Only an undecodable frame closes the channel: a hostile or broken peer can neither
  // crash this process nor go on talking. Failures of a handler are answers.
  const receive = async (frame: unknown): Promise<void> => {
    let message;
    try {
      if (!isFrame(frame)) throw new TypeError('not a frame');
      message = await decodeRequestMessage(frame);
    } catch {
      channel.close('unreadable frame');
      return;
    }
    await peer.message(message, handleRequest);
  };
  channel.onFrame((frame) => {
    receive(frame).catch((error: unknown) => reportBug(error, 'wire'));
  });
  return session;
}

function isExpected(error: unknown): boolean {
  return (
    error instanceof AppError ||
    (error instanceof ORPCError && error.code === 'BAD_REQUEST') ||
    (error instanceof Error && error.name === 'AbortError')
  );
}
