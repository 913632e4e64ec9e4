import type { IDisposable, Terminal } from '@xterm/xterm';

/** What the host may not do to this computer, and when its questions are answered. */
export interface GuardState {
  /** Off while text of the past is shown again: those questions were answered long ago. */
  answers: boolean;
  onClipboardRefused: () => void;
}

const refuse = (): boolean => true;

/**
 * Stands between the host's escape sequences and this computer: the clipboard is not written,
 * links are not made, the palette is not repainted, the window is not moved or renamed (xterm
 * leaves that off). Questions (what are you, where is the cursor, which colour) are answered only
 * while `answers` is on, since an answer is typed into the shell.
 */
export function guardTerminal(terminal: Terminal, state: GuardState): IDisposable[] {
  const { parser } = terminal;
  const silent = (): boolean => !state.answers;
  const questions = [
    { final: 'c' },
    { prefix: '>', final: 'c' },
    { prefix: '=', final: 'c' },
    { final: 'n' },
    { prefix: '?', final: 'n' },
    { prefix: '>', final: 'q' },
    { intermediates: '$', final: 'p' },
    { prefix: '?', intermediates: '$', final: 'p' },
    { prefix: '?', final: 'u' },
  ];
  const colour = (data: string): boolean => silent() || !/^(\d+;)?\?$/.test(data);
  return [
    ...questions.map((id) => parser.registerCsiHandler(id, silent)),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, silent),
    parser.registerEscHandler({ final: 'Z' }, refuse),
    // Where programs ask for a colour they may; where they set one they may not.
    ...[4, 10, 11, 12].map((number) => parser.registerOscHandler(number, colour)),
    ...[104, 110, 111, 112].map((number) => parser.registerOscHandler(number, refuse)),
    parser.registerOscHandler(8, refuse),
    parser.registerOscHandler(52, () => {
      if (state.answers) state.onClipboardRefused();
      return true;
    }),
  ];
}
