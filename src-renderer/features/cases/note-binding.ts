import type * as Y from 'yjs';
import { textOf } from './note-session';
import type { CodeEditor, MonacoApi } from '../../ui/index';

/**
 * Ties an editor to a note's text. Typing becomes changes of the text; changes made
 * elsewhere are applied as edits, so that cursor, selection and undo survive (rule R9).
 *
 * @returns ends the tie
 */
export function bindNote(editor: CodeEditor, monaco: MonacoApi, body: Y.Text): () => void {
  const model = editor.getModel();
  if (!model) return () => undefined;
  const ours = {};
  let applying = false;

  unifyLineEnds(body);
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  applying = true;
  model.setValue(textOf(body));
  applying = false;

  const typed = model.onDidChangeContent((event) => {
    if (applying) return;
    body.doc?.transact(() => {
      // From the end, so that earlier offsets stay right.
      for (const change of [...event.changes].sort((a, b) => b.rangeOffset - a.rangeOffset)) {
        if (change.rangeLength > 0) body.delete(change.rangeOffset, change.rangeLength);
        if (change.text !== '') body.insert(change.rangeOffset, change.text);
      }
    }, ours);
  });

  const observe = (event: Y.YTextEvent): void => {
    if (event.transaction.origin === ours) return;
    applying = true;
    try {
      let offset = 0;
      for (const part of event.delta) {
        if (part.retain !== undefined) offset += part.retain;
        else if (typeof part.insert === 'string') {
          edit(offset, 0, part.insert);
          offset += part.insert.length;
        } else if (part.delete !== undefined) edit(offset, part.delete, '');
      }
    } finally {
      applying = false;
    }
  };
  const edit = (offset: number, length: number, text: string): void => {
    const start = model.getPositionAt(offset);
    const end = model.getPositionAt(offset + length);
    model.applyEdits([
      { range: monaco.Range.fromPositions(start, end), text, forceMoveMarkers: true },
    ]);
  };
  body.observe(observe);

  return () => {
    typed.dispose();
    body.unobserve(observe);
  };
}

/** The editor counts every line end as one character, so the text may hold only LF. */
function unifyLineEnds(body: Y.Text): void {
  if (!textOf(body).includes('\r')) return;
  body.doc?.transact(() => {
    const text = textOf(body);
    for (let index = text.length - 1; index >= 0; index--) {
      if (text[index] !== '\r') continue;
      body.delete(index, 1);
      if (text[index + 1] !== '\n') body.insert(index, '\n');
    }
  });
}
