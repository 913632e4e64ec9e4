import { useEffect, useRef } from 'react';
import { useUi } from '../theme/UiProvider';
import { bindAssist } from './assist';
import { parseKeys } from './editor-keys';
import { applyEditorTheme } from './editor-theme';
import type { CodeEditor, EditorProps } from './editor-types';
import { languageIdOf, monaco } from './monaco';
import styles from './Editor.module.css';

const severities = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  info: monaco.MarkerSeverity.Info,
};

function keybinding(keys: string): number {
  const { ctrl, shift, alt, code } = parseKeys(keys);
  const base = monaco.KeyCode[code as keyof typeof monaco.KeyCode];
  const { CtrlCmd, Shift, Alt } = monaco.KeyMod;
  return base | (ctrl ? CtrlCmd : 0) | (shift ? Shift : 0) | (alt ? Alt : 0);
}

// Ctrl+K opens the palette. Monaco has chords that begin with it and would wait for a second key.
function freeChords(): void {
  const commands = [
    'editor.action.addCommentLine',
    'editor.action.removeCommentLine',
    'editor.action.showHover',
  ];
  const letters = [monaco.KeyCode.KeyC, monaco.KeyCode.KeyU, monaco.KeyCode.KeyI];
  monaco.editor.addKeybindingRules(
    commands.map((command, index) => ({
      keybinding: monaco.KeyMod.chord(
        monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyK,
        monaco.KeyMod.CtrlCmd | (letters[index] ?? 0),
      ),
      command: `-${command}`,
    })),
  );
}
freeChords();
// What the mouse tells by resting, a key tells, too.
monaco.editor.addKeybindingRules([
  { keybinding: monaco.KeyCode.F2, command: 'editor.action.showHover', when: 'editorTextFocus' },
]);

/** The code editor itself; see Editor.tsx for the lazy wrapper that features use. */
export default function EditorView({
  ariaLabel,
  language,
  value,
  onChange,
  readOnly = false,
  markers,
  actions,
  highlights,
  assist,
  onMount,
  placeholder,
  lineNumbers = true,
  wordWrap = false,
  autoFocus = false,
}: EditorProps) {
  const { theme, zoom } = useUi();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | undefined>(undefined);
  const latest = useRef({ onChange, onMount, actions, assist, value, composing: false });
  useEffect(() => {
    Object.assign(latest.current, { onChange, onMount, actions, assist, value });
  });

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const style = getComputedStyle(document.documentElement);
    const model = monaco.editor.createModel(latest.current.value ?? '', languageIdOf(language));
    bindAssist(model, () => latest.current.assist);
    const created = monaco.editor.create(element, {
      model,
      ariaLabel,
      automaticLayout: true,
      fontFamily: style.getPropertyValue('--font-mono').trim(),
      fontLigatures: false,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      renderLineHighlight: 'all',
      renderLineHighlightOnlyWhenFocus: true,
      renderControlCharacters: true,
      renderFinalNewline: 'on',
      // Chinese notes are full of full-width punctuation; only what cannot be seen is marked.
      unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true },
      fixedOverflowWidgets: true,
      overviewRulerLanes: 0,
      hideCursorInOverviewRuler: true,
      folding: false,
      glyphMargin: false,
      lineNumbersMinChars: 3,
      lineDecorationsWidth: 10,
      padding: { top: 6, bottom: 6 },
      tabSize: 2,
      guides: { indentation: false },
      wordBasedSuggestions: 'off',
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
      // The text area is what every input method and our oldest Chromium know.
      editContext: false,
    });
    editor.current = created;
    const disposables = [
      model.onDidChangeContent(() => latest.current.onChange?.(model.getValue())),
      created.onDidCompositionStart(() => {
        latest.current.composing = true;
      }),
      created.onDidCompositionEnd(() => {
        latest.current.composing = false;
      }),
    ];
    // Widths measured before our font is loaded put the cursor beside the text.
    void document.fonts.ready.then(() => monaco.editor.remeasureFonts());
    const unmount = latest.current.onMount?.(created, monaco);
    return () => {
      unmount?.();
      for (const disposable of disposables) disposable.dispose();
      created.dispose();
      model.dispose();
      editor.current = undefined;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- one editor per mount and language
  }, [language]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model || value === undefined || latest.current.composing) return;
    if (model.getValue() === value) return;
    // One undoable edit: replacing the model's value would throw the history away.
    model.pushEditOperations(
      editor.current?.getSelections() ?? [],
      [{ range: model.getFullModelRange(), text: value }],
      () => null,
    );
  }, [value, language]);

  useEffect(() => {
    editor.current?.updateOptions({
      ariaLabel,
      readOnly,
      domReadOnly: readOnly,
      placeholder: placeholder ?? '',
      lineNumbers: lineNumbers ? 'on' : 'off',
      wordWrap: wordWrap ? 'on' : 'off',
      fontSize: 12.5 * zoom,
      lineHeight: 20 * zoom,
    });
  }, [ariaLabel, readOnly, placeholder, lineNumbers, wordWrap, zoom, language]);

  useEffect(() => {
    applyEditorTheme(monaco, theme);
  }, [theme]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model) return;
    monaco.editor.setModelMarkers(
      model,
      'fieldbench',
      (markers ?? []).map((marker) => ({
        startLineNumber: marker.startLine,
        startColumn: marker.startColumn,
        endLineNumber: marker.endLine,
        endColumn: marker.endColumn,
        message: marker.message,
        severity: severities[marker.severity],
      })),
    );
  }, [markers, language]);

  const actionKeys = (actions ?? [])
    .map(({ id, keys, label }) => `${id} ${keys} ${label}`)
    .join('\n');
  useEffect(() => {
    const added = (latest.current.actions ?? []).map(({ id, label, keys }) =>
      editor.current?.addAction({
        id,
        label,
        keybindings: [keybinding(keys)],
        run: () => latest.current.actions?.find((action) => action.id === id)?.run(),
      }),
    );
    return () => {
      for (const action of added) action?.dispose();
    };
  }, [actionKeys, language]);

  const patterns = JSON.stringify(highlights ?? []);
  useEffect(() => {
    const current = editor.current;
    const model = current?.getModel();
    if (!current || !model) return;
    const wanted = JSON.parse(patterns) as NonNullable<EditorProps['highlights']>;
    const collection = current.createDecorationsCollection();
    const paint = () =>
      collection.set(
        wanted.flatMap(({ pattern, kind }) =>
          model.findMatches(pattern, false, true, true, null, false, 2000).map(({ range }) => ({
            range,
            options: { inlineClassName: `fb-editor-${kind}` },
          })),
        ),
      );
    paint();
    const listener = model.onDidChangeContent(paint);
    return () => {
      listener.dispose();
      collection.clear();
    };
  }, [patterns, language]);

  useEffect(() => {
    if (autoFocus) editor.current?.focus();
  }, [autoFocus]);

  return <div ref={host} className={styles['editor']} />;
}
