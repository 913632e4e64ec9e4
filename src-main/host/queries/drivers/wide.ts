/** Characters after which a batch of rows ends, though more were asked for: wide rows are few at a time. */
export const mostCharacters = 4 * 1024 * 1024;

/** Characters of the cells of a row. */
export function widthOf(row: readonly (string | null)[]): number {
  let characters = 0;
  for (const cell of row) characters += cell?.length ?? 0;
  return characters;
}
