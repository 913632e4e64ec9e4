import { cx } from '../cx';
import { make, write } from './dom';
import {
  displaySpans,
  displayText,
  type DisplayOptions,
  type DisplaySegment,
  type TextSpan,
} from './hostile-text';
import styles from './HostileText.module.css';

/** Class of an element that shows hostile text, beside `dir="ltr"`. */
export const hostileClass = styles['text'];

/** A run of hostile text, and the element it stands in; none where it neither acts nor is marked. */
export interface TextPiece {
  text: string;
  element?: { tag: 'mark' | 'span'; className: string | undefined };
}

/** What is drawn of a text: one piece without an element where nothing of it acts or is marked. */
export function hostilePieces(raw: string, options: DisplayOptions): TextPiece[] {
  return displayText(raw, options).map(pieceOf);
}

export function pieceOf({ kind, text, hit }: DisplaySegment): TextPiece {
  if (kind === 'mark')
    return {
      text,
      element: { tag: 'span', className: cx(styles['mark'], hit && styles['hit']) },
    };
  return hit ? { text, element: { tag: 'mark', className: styles['hit'] } } : { text };
}

/** A piece for what is drawn outside React; only ever set as text. */
export function pieceNode({ text, element }: TextPiece): Node {
  return element
    ? write(make(element.tag, { class: element.className }), text)
    : document.createTextNode(text);
}

const tones = ['tone0', 'tone1', 'tone2', 'tone3', 'tone4', 'tone5', 'tone6', 'tone7'] as const;

/** Class of one of the eight highlights, or of the search, which is −1. */
export function toneClass(tone: number): string | undefined {
  return styles[tone < 0 ? 'hit' : (tones[tone] ?? 'tone0')];
}

/** The same with marked spans: the search, and eight highlights told apart in grey. */
export function markedPieces(raw: string, spans: readonly TextSpan[]): TextPiece[] {
  return displaySpans(raw, spans).map(({ kind, text, tone }) => {
    const acts = kind === 'mark' && styles['mark'];
    if (tone !== undefined)
      return { text, element: { tag: 'mark', className: cx(toneClass(tone), acts) } };
    return acts ? { text, element: { tag: 'span', className: acts } } : { text };
  });
}
