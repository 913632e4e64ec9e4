/** Equality of stored values, whatever the order of their keys. */
export function same(first: unknown, second: unknown): boolean {
  if (typeof first !== 'object' || typeof second !== 'object' || !first || !second)
    return first === second;
  const left = Object.entries(first);
  return (
    left.length === Object.keys(second).length &&
    left.every(([key, value]) => same(value, (second as Record<string, unknown>)[key]))
  );
}
