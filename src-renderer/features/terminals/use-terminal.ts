import { useEffect, useMemo, useRef, useState } from 'react';
import { AppError } from '../../../src-main/contract/errors';
import { readStream } from '../../../src-main/contract/wire/index';
import type { Terminal, TerminalNote, TerminalOutput } from '../../../src-main/contract/index';
import type { TerminalHandle } from '../../ui/index';
import { isCancellation, useHost, useWorkbench } from '../workbench/index';
import { InputQueue } from './input-queue';

/** Text under way to the screen; more waits, so that the host is told how fast this view is. */
const mostUnderWay = 256 * 1024;

/**
 * Joins a terminal of the host with its view. The session lives on in the host when the view
 * goes away; a view that comes is given what is kept.
 *
 * @param noteText the program's own line between the host's words
 */
export function useTerminal(terminalId: string, noteText: (note: TerminalNote) => string) {
  const host = useHost();
  const workbench = useWorkbench();
  const [handle, setHandle] = useState<TerminalHandle | null>(null);
  const [terminal, setTerminal] = useState<Terminal | null>(null);
  const [gone, setGone] = useState(false);
  const [cut, setCut] = useState(false);
  const note = useRef(noteText);
  useEffect(() => {
    note.current = noteText;
  });

  useEffect(() => {
    if (!handle) return;
    const stop = new AbortController();
    const view = new Painter(handle, {
      note: (item) => note.current(item),
      state: setTerminal,
      start: setCut,
      live: () => {
        const { columns, rows } = handle;
        void host.terminals.resize({ id: terminalId, columns, rows }).catch(() => undefined);
      },
    });
    const run = async (): Promise<void> => {
      setGone(false);
      const frames = host.terminals.attach({ id: terminalId }, { signal: stop.signal });
      for await (const items of readStream<TerminalOutput>(host, frames)) {
        for (const item of items) await view.take(item);
      }
      if (!stop.signal.aborted) setGone(true);
    };
    run().catch((error: unknown) => {
      if (stop.signal.aborted || isCancellation(error)) return;
      if (error instanceof AppError && error.code === 'terminals.gone') setGone(true);
      // A lost host is told by the frame, and comes back as another `host`.
      else if (!(error instanceof AppError && error.code === 'wire.host-gone'))
        workbench.reportError(error);
    });
    return () => stop.abort();
  }, [host, workbench, terminalId, handle]);

  const input = useMemo(
    () =>
      new InputQueue(
        (text, binary) => host.terminals.write({ id: terminalId, text, binary }),
        (error) => {
          if (!isCancellation(error)) workbench.reportError(error);
        },
      ),
    [host, workbench, terminalId],
  );
  return { handle, setHandle, terminal, setTerminal, gone, cut, input };
}

interface PainterEvents {
  note: (note: TerminalNote) => string;
  state: (terminal: Terminal) => void;
  start: (cut: boolean) => void;
  live: () => void;
}

/** Brings what the host tells to the screen, in order and no faster than the screen takes it. */
class Painter {
  private readonly handle: TerminalHandle;
  private readonly on: PainterEvents;
  private underWay = 0;

  constructor(handle: TerminalHandle, on: PainterEvents) {
    this.handle = handle;
    this.on = on;
  }

  async take(item: TerminalOutput): Promise<void> {
    const { handle, on } = this;
    switch (item.kind) {
      case 'text': {
        const { length } = item.text;
        this.underWay += length;
        const taken = handle.write(item.text).then(() => {
          this.underWay -= length;
        });
        if (this.underWay > mostUnderWay) await taken;
        return;
      }
      case 'start':
        await this.flush();
        handle.setAnswers(false);
        handle.reset();
        on.start(item.cut);
        return;
      case 'note':
        await this.flush();
        await handle.write(
          `${handle.atLineStart ? '' : '\r\n'}\u001b[90m— ${on.note(item)} —\u001b[39m\r\n`,
        );
        return;
      case 'live':
        // Questions among the text of the past must be behind before answers are allowed.
        await this.flush();
        handle.setAnswers(item.answers);
        on.live();
        return;
      case 'state':
        on.state(item.terminal);
    }
  }

  private async flush(): Promise<void> {
    await this.handle.write('');
  }
}
