/** A key with its modifiers, parsed from what people read: `Ctrl Shift P`. */
export interface Chord {
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
  /** Lower case, as in KeyboardEvent.key: `k`, `f1`, `enter`, ` `, `[`. */
  key: string;
}

const named: Record<string, string> = {
  space: ' ',
  up: 'arrowup',
  down: 'arrowdown',
  left: 'arrowleft',
  right: 'arrowright',
  esc: 'escape',
  '↑': 'arrowup',
  '↓': 'arrowdown',
  '←': 'arrowleft',
  '→': 'arrowright',
};

/** @throws Error when the text names no key */
export function parseChord(text: string): Chord {
  const chord: Chord = { ctrl: false, shift: false, alt: false, key: '' };
  for (const part of text.trim().split(/\s+/)) {
    const word = part.toLowerCase();
    if (word === 'ctrl') chord.ctrl = true;
    else if (word === 'shift') chord.shift = true;
    else if (word === 'alt') chord.alt = true;
    else if (chord.key === '') chord.key = named[word] ?? word;
    else throw new Error(`two keys in the chord "${text}"`);
  }
  if (chord.key === '') throw new Error(`no key in the chord "${text}"`);
  return chord;
}

/** The part of a KeyboardEvent that matters here. */
export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/**
 * Whether a key press is the chord. Command counts as Ctrl. A letter or digit also matches by
 * its place on the keyboard, so that chords work while a Chinese or Cyrillic layout is on.
 */
export function matchesChord(chord: Chord, press: KeyPress): boolean {
  if (chord.ctrl !== (press.ctrlKey || press.metaKey) || chord.alt !== press.altKey) return false;
  const key = press.key.toLowerCase();
  // Punctuation needs Shift on some keyboards and not on others: there Shift is not compared.
  const shiftMatters = /^([a-z0-9 ]|[a-z][a-z0-9]+)$/.test(chord.key);
  if (shiftMatters && chord.shift !== press.shiftKey) return false;
  if (key === chord.key) return true;
  // On a Latin layout the letter itself decides; the place only speaks for other scripts and
  // for digits that Shift or the layout turned into signs.
  if (/^[a-z]$/.test(chord.key)) {
    return press.code === `Key${chord.key.toUpperCase()}` && !/^[a-z]$/.test(key);
  }
  return /^[0-9]$/.test(chord.key) && press.code === `Digit${chord.key}`;
}

/** Chords that would be typing: they act only in lists and viewers. */
export function isPlainChord(chord: Chord): boolean {
  return !chord.ctrl && !chord.alt && !/^f\d{1,2}$/.test(chord.key);
}

/** Whether a key pressed here is typing: a field, an editor, a terminal, a menu or a dialog. */
export function isTypingTarget(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.closest(
      'input, textarea, select, [contenteditable="true"], [contenteditable=""], .monaco-editor, .xterm, [role="textbox"], [role="menu"], [role="dialog"], dialog',
    ) !== null
  );
}

/** Whether plain letters act here: in the panes of the frame, or with nothing focused at all. */
export function isLetterPlace(target: EventTarget | null): boolean {
  if (isTypingTarget(target)) return false;
  if (!(target instanceof Element) || target === document.body) return true;
  return (
    target.closest('[data-region="side"], [data-region="dock"], [data-region="inspector"]') !== null
  );
}
