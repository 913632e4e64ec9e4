/** Joins class names, leaving out what is absent; undefined when nothing is left. */
export function cx(...names: (string | false | null | undefined)[]): string | undefined {
  const present = names.filter(Boolean);
  return present.length > 0 ? present.join(' ') : undefined;
}
