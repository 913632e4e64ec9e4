const names: Record<string, string> = {
  'utf-8': 'UTF-8',
  gb18030: 'GBK',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
  'windows-1252': 'Windows-1252',
};

/** An encoding as engineers call it; GB18030 contains GBK, which is the name in use. */
export function encodingText(encoding: string): string {
  return names[encoding] ?? encoding;
}
