/** One key with its modifiers, as names of Monaco's `KeyCode`. */
export interface ParsedKeys {
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
  /** A member of `KeyCode`: `KeyF`, `Digit1`, `Enter`, `F8`. */
  code: string;
}

const spelled: Record<string, string> = {
  esc: 'Escape',
  escape: 'Escape',
  space: 'Space',
  enter: 'Enter',
  tab: 'Tab',
  up: 'UpArrow',
  down: 'DownArrow',
  left: 'LeftArrow',
  right: 'RightArrow',
};

/** Reads `Ctrl+Enter`. Throws on a key it does not know, since that is a bug of the caller. */
export function parseKeys(keys: string): ParsedKeys {
  const parts = keys.split('+').map((part) => part.trim());
  const last = parts.at(-1) ?? '';
  const modifiers = parts.slice(0, -1).map((part) => part.toLowerCase());
  const unknown = modifiers.find((part) => !['ctrl', 'cmd', 'shift', 'alt'].includes(part));
  const code = /^[a-z]$/i.test(last)
    ? `Key${last.toUpperCase()}`
    : /^\d$/.test(last)
      ? `Digit${last}`
      : /^f([1-9]|1\d)$/i.test(last)
        ? last.toUpperCase()
        : spelled[last.toLowerCase()];
  if (!code || unknown) throw new Error(`unknown key: ${keys}`);
  return {
    ctrl: modifiers.includes('ctrl') || modifiers.includes('cmd'),
    shift: modifiers.includes('shift'),
    alt: modifiers.includes('alt'),
    code,
  };
}
