import { encodeGbk } from './gbk';

/** Encodings that a machine of the plant is set to. */
export type PlantEncoding = 'utf-8' | 'gb18030';

/**
 * Names and texts of a machine as its bytes and as characters. What is not text in the
 * machine's encoding survives: such a byte is the lone surrogate U+DC00 plus its value, as
 * Python's `surrogateescape` does, so that every name comes back as the bytes it was.
 */
export interface NameCodec {
  readonly encoding: PlantEncoding;
  text: (bytes: Uint8Array) => string;
  bytes: (text: string) => Buffer;
}

const escapes = /((?<![\ud800-\udbff])[\udc80-\udcff]+)/;

function codec(encoding: PlantEncoding, encode: (text: string) => Buffer): NameCodec {
  const bytes = (text: string): Buffer => {
    const parts = text.split(escapes);
    if (parts.length === 1) return encode(text);
    return Buffer.concat(
      parts.map((part, index) =>
        index % 2 === 0
          ? encode(part)
          : Buffer.from(Array.from(part, (each) => each.charCodeAt(0) & 0xff)),
      ),
    );
  };
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const escaped = (byte: number): string => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
  return {
    encoding,
    bytes,
    text: (given) => {
      const text = decoder.decode(given);
      const isSame = encode(text).equals(Buffer.from(given));
      return isSame ? text : Array.from(given, escaped).join('');
    },
  };
}

/** The codecs of the plant's machines. */
export const codecs: Record<PlantEncoding, NameCodec> = {
  'utf-8': codec('utf-8', (text) => Buffer.from(text)),
  gb18030: codec('gb18030', (text) => Buffer.from(encodeGbk(text))),
};
