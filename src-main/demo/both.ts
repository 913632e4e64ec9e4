/** The demo speaks both languages at once: its data do not change with the setting. */
export function both(chinese: string, english: string): string {
  return `${chinese} ${english}`;
}
