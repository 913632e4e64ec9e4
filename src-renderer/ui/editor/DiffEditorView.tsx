import { useEffect, useImperativeHandle, useRef } from 'react';
import { useUi } from '../theme/UiProvider';
import { applyEditorTheme } from './editor-theme';
import type { DiffEditorProps } from './editor-types';
import { languageIdOf, monaco } from './monaco';
import styles from './Editor.module.css';

/** See DiffEditor.tsx for the lazy wrapper that features use. */
export default function DiffEditorView(props: DiffEditorProps) {
  // A Monaco that was inline once never wraps its left side again.
  return <Diff key={String(props.sideBySide)} {...props} />;
}

function Diff({ ariaLabel, language, before, after, sideBySide, handle }: DiffEditorProps) {
  const { theme, zoom } = useUi();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<ReturnType<typeof monaco.editor.createDiffEditor>>(undefined);
  useImperativeHandle(
    handle,
    () => ({ goToChange: (direction) => editor.current?.goToDiff(direction) }),
    [],
  );
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const style = getComputedStyle(document.documentElement);
    const created = monaco.editor.createDiffEditor(element, {
      automaticLayout: true,
      readOnly: true,
      originalEditable: false,
      fontFamily: style.getPropertyValue('--font-mono').trim(),
      fontLigatures: false,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      renderControlCharacters: true,
      unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true },
      renderOverviewRuler: false,
      renderMarginRevertIcon: false,
      renderGutterMenu: false,
      folding: false,
      diffWordWrap: 'on',
      renderSideBySide: sideBySide,
      // Otherwise a narrow pane decides by itself.
      useInlineViewWhenSpaceIsLimited: false,
      lineNumbersMinChars: 3,
      ignoreTrimWhitespace: false,
      contextmenu: false,
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    });
    editor.current = created;
    return () => {
      editor.current = undefined;
      created.dispose();
    };
  }, [sideBySide]);
  useEffect(() => {
    const id = languageIdOf(language);
    const original = monaco.editor.createModel(before, id);
    const modified = monaco.editor.createModel(after, id);
    editor.current?.setModel({ original, modified });
    return () => {
      // The editor lets go of them first.
      editor.current?.setModel(null);
      original.dispose();
      modified.dispose();
    };
  }, [before, after, language]);
  useEffect(() => {
    editor.current?.updateOptions({
      fontSize: 12.5 * zoom,
      lineHeight: 20 * zoom,
    });
    editor.current?.getOriginalEditor().updateOptions({ ariaLabel: ariaLabel.before });
    editor.current?.getModifiedEditor().updateOptions({ ariaLabel: ariaLabel.after });
  }, [zoom, ariaLabel.before, ariaLabel.after]);
  useEffect(() => {
    applyEditorTheme(monaco, theme);
  }, [theme]);
  return <div ref={host} className={styles['editor']} />;
}
