/** A format to begin with: one that can be saved as it is. */
export const newFormatText = `name: my-format
title: { zh: 自有格式, en: My format }
platform: any
heads: ["[%Y-%m-%d %H:%M:%S] %L"]
samples:
  - text: "[2026-03-01 10:00:00] ERROR x\\n"
    records: 1
    levels: { error: 1 }
    first: 2026-03-01T10:00:00Z
    last: 2026-03-01T10:00:00Z
`;

/** The text of a format under a name of its own, so that both stay to choose from. */
export function ownCopyOf(text: string, taken: ReadonlySet<string>): string {
  return text.replace(/^name:\s*["']?([\w.-]+)["']?/m, (_line, name: string) => {
    let own = `${name}-own`;
    for (let copy = 2; taken.has(own); copy++) own = `${name}-own${copy}`;
    return `name: ${own}`;
  });
}
