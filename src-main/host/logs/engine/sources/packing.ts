/** How a file is packed. */
export type Packing = 'gzip' | 'zstd' | 'zip' | 'bzip2' | 'xz' | 'compress' | '7z' | 'rar';

/** First bytes of packed files, whatever they are called. */
const magics: readonly { packing: Packing; bytes: readonly number[] }[] = [
  { packing: 'gzip', bytes: [0x1f, 0x8b, 0x08] },
  { packing: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { packing: 'zip', bytes: [0x50, 0x4b, 0x03, 0x04] },
  // A zip without any file in it.
  { packing: 'zip', bytes: [0x50, 0x4b, 0x05, 0x06] },
  { packing: 'bzip2', bytes: [0x42, 0x5a, 0x68] },
  { packing: 'xz', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { packing: 'compress', bytes: [0x1f, 0x9d] },
  { packing: '7z', bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { packing: 'rar', bytes: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
];

/** How a file that begins with these bytes (8 are enough) is packed; null: not at all. */
export function packingOf(head: Buffer): Packing | null {
  const matches = (bytes: readonly number[]): boolean =>
    bytes.every((byte, index) => head[index] === byte);
  // The block size of bzip2 follows, then the start of its first block.
  if (matches([0x42, 0x5a, 0x68]) && head[4] !== 0x31 && head[4] !== 0x17) return null;
  return magics.find(({ bytes }) => matches(bytes))?.packing ?? null;
}
