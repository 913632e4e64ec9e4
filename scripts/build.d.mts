/** Builds the parts that are not fresh (main, preload, renderer); what it did, in words. */
export function buildStale(
  chosen?: readonly ('main' | 'preload' | 'renderer')[],
  force?: boolean,
): Promise<string>;
