/** The index a list key leads to, or undefined when the key does not move. */
export function movedIndex(key: string, index: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, index + 1);
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'PageDown':
      return Math.min(count - 1, index + 10);
    case 'PageUp':
      return Math.max(0, index - 10);
    default:
      return undefined;
  }
}

/** The next row after `index` whose text begins with what was typed; wraps around. */
export function typeAhead(texts: readonly string[], index: number, typed: string): number {
  const wanted = typed.toLocaleLowerCase();
  for (let step = 1; step <= texts.length; step += 1) {
    const candidate = (index + step) % texts.length;
    if (texts[candidate]?.toLocaleLowerCase().startsWith(wanted)) return candidate;
  }
  return -1;
}
