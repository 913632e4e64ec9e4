import * as zlib from 'node:zlib';
import { z } from 'zod';

/** One frame holds at most so many bytes of the log: what is unpacked to read one line of it. */
export const frameBytes = 1024 * 1024;

/** Something that happened while the log was followed. */
export const captureMarkSchema = z.object({
  /** The byte of the capture it stands before. */
  at: z.number().int(),
  kind: z.enum(['rotated', 'truncated', 'reconnected', 'recovered', 'gap']),
  /** When, UTC ms. */
  time: z.number(),
  /** Lost or recovered bytes; null when unknown or of no meaning. */
  bytes: z.number().int().nullable(),
  /** Names and inodes, as text for people. */
  detail: z.string(),
});
export type CaptureMark = z.infer<typeof captureMarkSchema>;

/** A stretch of the capture that came from one remote file without a break. */
export const segmentSchema = z.object({
  /** The byte of the capture it begins at. */
  at: z.number().int(),
  path: z.string(),
  /** Device and inode as text: they may be larger than a number is exact. Null when not known. */
  dev: z.string().nullable(),
  inode: z.string().nullable(),
  /** Offset in that file of the stretch's first byte. */
  from: z.number().int(),
});
export type Segment = z.infer<typeof segmentSchema>;

const headerSchema = z.object({
  /** Bytes of the log in this frame. */
  bytes: z.number().int().min(0),
  marks: z.array(captureMarkSchema).optional(),
  segments: z.array(segmentSchema).optional(),
  /** How far the log had been followed after these bytes; absent while that is not sure. */
  state: z.unknown().optional(),
});
export type FrameHeader = z.infer<typeof headerSchema>;

const directorySchema = z.object({
  /** Bytes of the log in each frame since the last directory. */
  lengths: z.array(z.number().int().min(0)),
  marks: z.array(captureMarkSchema),
  segments: z.array(segmentSchema),
});
export type FrameDirectory = z.infer<typeof directorySchema>;

/** What the bytes of a frame were packed with. */
const packings = { none: 0, zstd: 1, deflate: 2 } as const;
type Packing = (typeof packings)[keyof typeof packings];

const kinds = { bytes: 1, directory: 2 } as const;
/** Kind, packing, length of the header. */
const prefixBytes = 6;
/** zlib writes no shorter pieces. */
const leastChunk = 64;
/** Shorter pieces do not become smaller. */
const worthPacking = 128;

/**
 * Every frame with a number that ends a group is a directory of the group: a capture is opened
 * by reading its directories and the headers of the last group, whatever its size.
 */
export const groupFrames = 64;

export function isDirectory(frame: number): boolean {
  return frame % groupFrames === groupFrames - 1;
}

/** zstd of its lowest level: 1.1 GB/s and a thirteenth of a Java log; deflate, where Node has none: 0.36 GB/s and a sixth. */
function pack(bytes: Uint8Array): { packing: Packing; packed: Uint8Array } {
  if (bytes.length < worthPacking) return { packing: packings.none, packed: bytes };
  const packing: Packing =
    typeof zlib.zstdCompressSync === 'function' ? packings.zstd : packings.deflate;
  const packed =
    packing === packings.zstd
      ? zlib.zstdCompressSync(bytes, { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } })
      : zlib.deflateRawSync(bytes, { level: 1 });
  return packed.length < bytes.length
    ? { packing, packed }
    : { packing: packings.none, packed: bytes };
}

function unpack(packing: number, packed: Buffer, length: number): Buffer | null {
  const most = Math.max(1, length);
  // At once: by default it comes in pieces of 16 KiB that are put together after.
  const options = { maxOutputLength: most, chunkSize: Math.max(leastChunk, most) };
  switch (packing) {
    case packings.none:
      return packed;
    case packings.zstd:
      return typeof zlib.zstdDecompressSync === 'function'
        ? zlib.zstdDecompressSync(packed, options)
        : null;
    case packings.deflate:
      return zlib.inflateRawSync(packed, options);
    default:
      return null;
  }
}

/** A frame of bytes with what became known with them. */
export function encodeFrame(header: FrameHeader, bytes: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const { packing, packed } = pack(bytes);
  return join(kinds.bytes, packing, text, packed);
}

/** The directory of a group of frames. */
export function encodeDirectory(directory: FrameDirectory): Buffer {
  return join(
    kinds.directory,
    packings.none,
    Buffer.from(JSON.stringify(directory)),
    Buffer.alloc(0),
  );
}

/** The header of a frame of bytes; null when it is none. */
export function readHeader(plain: Buffer): FrameHeader | null {
  return parse(headerSchema, plain, kinds.bytes);
}

/** The bytes of a frame; null when it is none, or packed with something that is not here. */
export function readBytes(plain: Buffer): Buffer | null {
  const header = readHeader(plain);
  if (!header) return null;
  const packed = plain.subarray(prefixBytes + plain.readUInt32LE(2));
  const bytes = unpack(plain[1] ?? 0, packed, header.bytes);
  return bytes?.length === header.bytes ? bytes : null;
}

export function readDirectory(plain: Buffer): FrameDirectory | null {
  return parse(directorySchema, plain, kinds.directory);
}

function join(kind: number, packing: number, header: Buffer, rest: Uint8Array): Buffer {
  const prefix = Buffer.alloc(prefixBytes);
  prefix[0] = kind;
  prefix[1] = packing;
  prefix.writeUInt32LE(header.length, 2);
  return Buffer.concat([prefix, header, rest]);
}

function parse<T>(schema: z.ZodType<T>, plain: Buffer, kind: number): T | null {
  if (plain.length < prefixBytes || plain[0] !== kind) return null;
  const end = prefixBytes + plain.readUInt32LE(2);
  if (end > plain.length) return null;
  try {
    return schema.parse(JSON.parse(plain.toString('utf8', prefixBytes, end)));
  } catch {
    return null;
  }
}
