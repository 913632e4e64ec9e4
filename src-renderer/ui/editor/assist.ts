import type * as Monaco from 'monaco-editor/editor/editor.api';
import type { EditorAssist, EditorSuggestion, TextSpan } from './editor-types';

type Model = Monaco.editor.ITextModel;
type MonacoApi = typeof Monaco;

/** The helper of each text; Monaco knows providers of a language only. */
const assists = new WeakMap<Model, () => EditorAssist | undefined>();

/** Gives a text its helper; asked anew at each question. */
export function bindAssist(model: Model, assist: () => EditorAssist | undefined): void {
  assists.set(model, assist);
}

/** A blank asks for suggestions only where a name comes next. */
const beforeName =
  /(?:^|[\s(,])(?:from|join|on|where|and|or|by|select|into|update|having|[=<>])\s$/i;

/** Lets the languages ask the helpers. */
export function registerAssist(monaco: MonacoApi, languages: string[]): void {
  monaco.languages.registerCompletionItemProvider(languages, {
    triggerCharacters: ['.', ' ', ':', '"', "'", '`', '['],
    provideCompletionItems: async (model, position, context, token) => {
      const assist = assists.get(model)?.();
      if (!assist) return null;
      const typedBlank = context.triggerCharacter === ' ';
      if (
        typedBlank &&
        !beforeName.test(model.getLineContent(position.lineNumber).slice(0, position.column - 1))
      )
        return null;
      const asked = model.getVersionId();
      const signal = signalOf(token);
      const answer = await assist.complete(model.getValue(), model.getOffsetAt(position), signal);
      if (!answer || token.isCancellationRequested || model.isDisposed()) return null;
      if (model.getVersionId() !== asked) {
        // The offers are for another text: what was typed after is not theirs to replace.
        askAgain(monaco, model);
        return null;
      }
      const range = rangeOf(model, answer.range);
      const written = model.getValueInRange(range);
      return {
        // Who answers has ranked: asked again as typing goes on, and not sifted by Monaco.
        incomplete: true,
        suggestions: answer.items.map((item, at) => itemOf(monaco, item, range, written, at)),
      };
    },
  });
  monaco.languages.registerHoverProvider(languages, {
    provideHover: async (model, position, token) => {
      const assist = assists.get(model)?.();
      if (!assist) return null;
      const asked = model.getVersionId();
      const found = await assist.describe(
        model.getValue(),
        model.getOffsetAt(position),
        signalOf(token),
      );
      if (!found || token.isCancellationRequested || model.isDisposed()) return null;
      if (model.getVersionId() !== asked) return null;
      return {
        range: rangeOf(model, found.range),
        contents: found.lines.map(({ text, code }) => ({
          value: code ? fenced(text) : escaped(text),
          isTrusted: false,
          supportHtml: false,
        })),
      };
    },
  });
}

/** Asks for offers where the cursor is now, once Monaco has taken the answer that came too late. */
function askAgain(monaco: MonacoApi, model: Model): void {
  setTimeout(() => {
    const editor = monaco.editor.getEditors().find((one) => one.getModel() === model);
    const position = editor?.getPosition();
    if (!editor || !position || !editor.hasTextFocus()) return;
    const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
    if (/[\p{L}\p{N}_$#.]$/u.test(before))
      editor.trigger('fieldbench', 'editor.action.triggerSuggest', { auto: true });
  });
}

function itemOf(
  monaco: MonacoApi,
  { label, kind, insert, detail, comment }: EditorSuggestion,
  range: Monaco.IRange,
  written: string,
  at: number,
): Monaco.languages.CompletionItem {
  return {
    label: {
      label,
      description: [comment.split('\n')[0]?.slice(0, 40), detail].filter(Boolean).join(' · '),
    },
    kind: monaco.languages.CompletionItemKind[kind],
    insertText: insert,
    filterText: written,
    sortText: String(at).padStart(4, '0'),
    range,
    ...(comment === '' ? {} : { documentation: comment }),
  };
}

function rangeOf(model: Model, { start, end }: TextSpan): Monaco.IRange {
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(end);
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
}

/** Replaces a part of the text as one step that one undo takes back. */
export function replaceSpan(
  editor: Monaco.editor.ICodeEditor,
  span: TextSpan | null,
  text: string,
): void {
  const model = editor.getModel();
  if (!model) return;
  const range = span ? rangeOf(model, span) : model.getFullModelRange();
  editor.pushUndoStop();
  editor.executeEdits('fieldbench', [{ range, text, forceMoveMarkers: true }]);
  editor.pushUndoStop();
  editor.focus();
}

function signalOf(token: Monaco.CancellationToken): AbortSignal {
  const stop = new AbortController();
  token.onCancellationRequested(() => stop.abort());
  return stop.signal;
}

/** Names and comments of databases are hostile text: nothing in them is Markdown. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&:@]/g, '\\$&').replaceAll('\n', '  \n');
}

function fenced(text: string): string {
  let fence = '```';
  while (text.includes(fence)) fence += '`';
  return `${fence}\n${text}\n${fence}`;
}
