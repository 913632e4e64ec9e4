/** `${name}` with what stands behind the name: `:-`, `-`, `:=`, `:+`, `+`, `:?`, `#`, `##`, `%`, `%%`. */
export interface VariablePart {
  kind: 'variable';
  name: string;
  quoted: boolean;
  /** `length` is `${#name}`. */
  operator?: string;
  argument?: Word;
}

/** A piece of a word. Quoted text is neither split nor taken as a file pattern. */
export type WordPart =
  | { kind: 'text'; text: string; quoted: boolean }
  | VariablePart
  | { kind: 'command'; script: Script; quoted: boolean }
  | { kind: 'arithmetic'; word: Word; quoted: boolean };
export type Word = WordPart[];

/** `2>/dev/null`, `>>out`, `<in`, `2>&1`. */
export interface Redirection {
  descriptor: number;
  direction: 'in' | 'out' | 'append' | 'same';
  target: Word;
}

/** A command of any kind. */
export type Command =
  | { kind: 'simple'; words: Word[] }
  | { kind: 'group'; body: Script; subshell: boolean }
  | { kind: 'if'; clauses: { test: Script; body: Script }[]; otherwise?: Script }
  | { kind: 'for'; name: string; words?: Word[]; body: Script }
  | { kind: 'while'; until: boolean; test: Script; body: Script }
  | { kind: 'case'; word: Word; arms: { patterns: Word[]; body: Script }[] }
  | { kind: 'function'; name: string; body: Redirected };

/** A command with its redirections. */
export interface Redirected {
  command: Command;
  redirections: Redirection[];
}

/** Commands joined by `|`, with what decides whether they run at all. */
export interface Pipeline {
  when: 'always' | 'success' | 'failure';
  negated: boolean;
  commands: Redirected[];
}
export type Script = Pipeline[];

/** The text uses something this little shell does not know. */
export class ShellSyntaxError extends Error {}

/** The text ends in the middle of something: at a terminal, more lines may follow. */
export class ShellUnfinished extends ShellSyntaxError {}
