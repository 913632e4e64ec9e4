/** What a search in a terminal found. */
export interface FindResult {
  /** Which hit is shown, from 0; -1 when there are more hits than are counted. */
  index: number;
  count: number;
}

/** What can be done with a terminal that stands on the screen. */
export interface TerminalHandle {
  /** Paints text from the host, escape sequences included. Resolves when it has been taken in. */
  write: (text: string) => Promise<void>;
  /** Begins anew: empty screen, no scrollback, usual modes. */
  reset: () => void;
  /** Whether questions of the host are answered: not while text of the past is shown again. */
  setAnswers: (on: boolean) => void;
  /** Sends text as if it were typed, bracketed where the program asked for that. */
  paste: (text: string) => void;
  /** The selected text; '' without a selection. */
  selection: () => string;
  selectAll: () => void;
  clearSelection: () => void;
  /** Marks the selected lines with a label until they scroll out; call the result to take it off. */
  pin: (label: string) => () => void;
  /** Drops the lines above the screen. */
  clear: () => void;
  focus: () => void;
  /** Shows the next or previous hit. */
  find: (text: string, back?: boolean) => void;
  endFind: () => void;
  resize: (columns: number, rows: number) => void;
  readonly columns: number;
  readonly rows: number;
  /** The cursor stands at the beginning of a line. */
  readonly atLineStart: boolean;
}

/** Properties of a terminal's view. */
export interface TerminalProps {
  /** What it is, for screen readers. */
  label: string;
  /** In sight; only then it is painted with the graphics card. */
  visible: boolean;
  /** Pixels before zoom. */
  fontSize: number;
  /** Lines kept above the screen. */
  scrollback: number;
  screenReader?: boolean;
  /** Shows only, e.g. a recording; its size is that of the recording. */
  readOnly?: { columns: number; rows: number };
  /** Once, when it stands. What is returned runs when it goes away. */
  onReady: (terminal: TerminalHandle) => (() => void) | void;
  /** Typed text. `binary`: each character is a byte. */
  onInput?: (text: string, binary: boolean) => void;
  /** It was fitted into its place. */
  onResize?: (columns: number, rows: number) => void;
  /** Something is to be pasted; nothing is sent until `paste` is called. */
  onPaste?: (text: string) => void;
  onSelection?: (selected: boolean) => void;
  /** The program on the host named its window: hostile text. */
  onTitle?: (title: string) => void;
  /** The host tried to write this computer's clipboard and was refused. */
  onClipboardRefused?: () => void;
  onMenu?: (at: { x: number; y: number }) => void;
  onFound?: (result: FindResult) => void;
}
