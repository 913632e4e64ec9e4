/** Meaning of a mark. Colour only repeats what its word says. */
export type Tone = 'neutral' | 'ok' | 'warn' | 'error' | 'case' | 'info' | 'accent';
