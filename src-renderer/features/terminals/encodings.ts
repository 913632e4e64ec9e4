import type { Terminal } from '../../../src-main/contract/index';
import { sshEncodings } from '../../../src-main/contract/systems';

const names: Record<Terminal['encoding'], string> = {
  'utf-8': 'UTF-8',
  gb18030: 'GB18030 / GBK',
  big5: 'Big5',
  shift_jis: 'Shift_JIS',
  'windows-1252': 'Windows-1252',
};

/** Encodings as people write them; the same in every language. */
export const encodingOptions = sshEncodings.map((value) => ({ value, label: names[value] }));

export function encodingName(encoding: Terminal['encoding']): string {
  return names[encoding];
}
