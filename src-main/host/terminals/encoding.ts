import { TextDecoder } from 'node:util';
import iconv from 'iconv-lite';
import type { SshEndpoint } from '../../contract/systems';

/** Encodings a terminal may have; names that `TextDecoder` and iconv-lite share. */
export type TerminalEncoding = SshEndpoint['encoding'];

/** Turns a host's bytes into text as they come; a character may lie across pieces. */
export class Decoder {
  private decoder: TextDecoder;

  constructor(encoding: TerminalEncoding) {
    this.decoder = new TextDecoder(encoding, { ignoreBOM: true });
  }

  /** Bytes that are no characters become U+FFFD. */
  decode(bytes: Uint8Array): string {
    return this.decoder.decode(bytes, { stream: true });
  }

  /** What an unfinished character leaves when nothing more comes. */
  end(): string {
    return this.decoder.decode();
  }
}

/** Typed text as the host expects it; what its encoding does not have becomes `?`. */
export function encodeInput(text: string, encoding: TerminalEncoding): Buffer {
  return iconv.encode(text, encoding);
}
