/** Control characters that pasted text must not have: they would act as keys, or end the paste. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const acting = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Text as it may be pasted: line ends as line feeds, without control characters but tabs. */
export function cleanPaste(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(acting, '');
}

/** What is remarkable about text before it is pasted into a shell. */
export interface PasteFacts {
  lines: number;
  characters: number;
  /** Control characters that are left out. */
  controls: number;
  /** The last line would run at once: it has an end. */
  runs: boolean;
}

export function pasteFacts(text: string): PasteFacts {
  const clean = cleanPaste(text);
  const whole = clean.endsWith('\n') ? clean.slice(0, -1) : clean;
  return {
    lines: clean === '' ? 0 : whole.split('\n').length,
    characters: clean.length,
    controls: text.match(acting)?.length ?? 0,
    runs: clean.includes('\n'),
  };
}
