import type { Terminal, TerminalOutput } from '../../contract/terminals';
import type { Scrollback } from './scrollback';
import type { Views } from './views';

/** Characters of one answer to a view. */
const batchLength = 32 * 1024;

/** What a view is fed from. */
export interface FeedSource {
  scrollback: Scrollback;
  views: Views;
  /** Grows with every change of the state. */
  version: () => number;
  state: () => Terminal;
  /** Nothing more comes. */
  over: () => boolean;
}

/**
 * Feeds one view: what is kept, then what comes, with every change of state. A view that fell
 * behind what is kept begins anew. The next batch is made when the view has taken this one.
 */
export async function* feed(
  { scrollback, views, version, state, over }: FeedSource,
  signal: AbortSignal,
): AsyncGenerator<TerminalOutput[], void> {
  const view = views.add(-1);
  let toldVersion = -1;
  let toldAnswers: boolean | null = null;
  try {
    while (!signal.aborted) {
      const items: TerminalOutput[] = [];
      if (toldVersion !== version()) {
        toldVersion = version();
        items.push({ kind: 'state', terminal: state() });
      }
      let { position } = view;
      if (position < scrollback.start) {
        items.push({ kind: 'start', cut: scrollback.start > 0 });
        const preamble = scrollback.preamble();
        if (preamble !== '') items.push({ kind: 'text', text: preamble });
        position = scrollback.start;
        toldAnswers = null;
      }
      const { items: kept, to } = scrollback.read(position, batchLength);
      items.push(...kept);
      const answers = views.isFirst(view);
      if (to === scrollback.end && toldAnswers !== answers) {
        toldAnswers = answers;
        items.push({ kind: 'live', answers });
      }
      if (items.length > 0) {
        yield items;
        views.advance(view, to);
      } else if (over()) return;
      else await views.next(view, signal);
    }
  } finally {
    views.remove(view);
  }
}
