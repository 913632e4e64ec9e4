import type { Ref } from 'react';
import type * as Monaco from 'monaco-editor/editor/editor.api';

/** Kinds of SQL that are told apart. */
export type SqlLanguage = 'postgresql' | 'mysql' | 'oracle' | 'sqlserver' | 'hana' | 'sqlite';
/** `sql` is any SQL. */
export type EditorLanguage = SqlLanguage | 'sql' | 'markdown' | 'shell' | 'yaml' | 'plaintext';
export type MonacoApi = typeof Monaco;
export type CodeEditor = Monaco.editor.IStandaloneCodeEditor;

/** A place to underline. Lines and columns count from 1; the end is exclusive. */
export interface EditorMarker {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
  message: string;
  severity: 'error' | 'warning' | 'info';
}

/** A command with a key inside the editor. */
export interface EditorAction {
  id: string;
  label: string;
  /** `Ctrl+Enter`, `Shift+Alt+F`, `F8`; Ctrl is Cmd on a Mac. */
  keys: string;
  run: () => void;
}

/** Text that is coloured by its meaning, found by a regular expression. */
export interface EditorHighlight {
  pattern: string;
  kind: 'parameter' | 'evidence';
}

/** A part of a text in UTF-16 units; the end is exclusive. */
export interface TextSpan {
  start: number;
  end: number;
}

/** Something that may be put in. */
export interface EditorSuggestion {
  label: string;
  /** Its picture in the list. */
  kind: 'Module' | 'Class' | 'Interface' | 'Reference' | 'Field' | 'Function' | 'Keyword' | 'Variable' | 'Value' | 'Snippet'; // prettier-ignore
  insert: string;
  detail: string;
  comment: string;
}

/** What helps with a text while it is written: for SQL of any kind. */
export interface EditorAssist {
  /** What fits at a place, best first; null for nothing. */
  complete(
    text: string,
    offset: number,
    signal: AbortSignal,
  ): Promise<{ range: TextSpan; items: readonly EditorSuggestion[] } | null>;
  /** What stands at a place: lines of plain text, or of code. */
  describe(
    text: string,
    offset: number,
    signal: AbortSignal,
  ): Promise<{ range: TextSpan; lines: readonly { text: string; code?: boolean }[] } | null>;
}

export interface EditorProps {
  /** Spoken name of the editor. */
  ariaLabel: string;
  language: EditorLanguage;
  /**
   * The text. Absent, the editor keeps its own (bind the model in `onMount`). A new value is put in
   * as one undoable edit, never while an input method composes.
   */
  value?: string | undefined;
  onChange?: ((value: string) => void) | undefined;
  readOnly?: boolean | undefined;
  markers?: readonly EditorMarker[] | undefined;
  actions?: readonly EditorAction[] | undefined;
  highlights?: readonly EditorHighlight[] | undefined;
  /** For SQL: completes and explains while one writes. */
  assist?: EditorAssist | undefined;
  /** Called once; what it returns is called before the editor goes. */
  onMount?: ((editor: CodeEditor, monaco: MonacoApi) => void | (() => void)) | undefined;
  placeholder?: string | undefined;
  lineNumbers?: boolean | undefined;
  wordWrap?: boolean | undefined;
  autoFocus?: boolean | undefined;
}

/** What may be asked of a comparison from outside. */
export interface DiffHandle {
  goToChange: (direction: 'previous' | 'next') => void;
}

export interface DiffEditorProps {
  /** Spoken names of both texts. */
  ariaLabel: { before: string; after: string };
  language: EditorLanguage;
  before: string;
  after: string;
  /** Beside each other; else one in the other. */
  sideBySide: boolean;
  handle?: Ref<DiffHandle> | undefined;
}
