import iconv from 'iconv-lite';
import { isUtf8 } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import type { Column, exportEncodings, Row } from '../../../contract/query-results';
import { isWellFormed } from '../results/well-formed';
import type { FileFormat } from './format';

type Encoding = (typeof exportEncodings)[number];

/** Text is handed to the file in pieces of about this many characters. */
const pieceCharacters = 512 * 1024;

/** Halves of pairs of surrogates without the other. */
const halves = /\p{Surrogate}/gu;

/** A file that text is written into, in an encoding. */
export class TextFile {
  /** Halves of characters, which no encoding has. */
  lostCharacters = 0;
  private readonly file: FileHandle;
  private readonly encoding: Encoding;
  private begun = false;

  private constructor(file: FileHandle, encoding: Encoding) {
    this.file = file;
    this.encoding = encoding;
  }

  static async create(path: string, encoding: Encoding): Promise<TextFile> {
    return new TextFile(await open(path, 'wx'), encoding);
  }

  async write(text: string): Promise<void> {
    const marked = this.encoding === 'utf-8-bom' || this.encoding === 'utf-16le';
    const whole = !this.begun && marked ? `\ufeff${text}` : text;
    this.begun = true;
    if (whole !== '') await this.file.appendFile(this.encode(whole));
  }

  /** The same for text in UTF-8; only in a file that is UTF-8. */
  async writeBytes(bytes: Buffer): Promise<void> {
    if (!this.begun) await this.write('');
    await this.file.appendFile(isUtf8(bytes) ? bytes : bytes.toString());
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private mended(text: string): string {
    return text.replace(halves, () => {
      this.lostCharacters += 1;
      return '?';
    });
  }

  private encode(text: string): string | Buffer {
    const whole = isWellFormed(text) ? text : this.mended(text);
    switch (this.encoding) {
      case 'utf-8':
      case 'utf-8-bom':
        return whole;
      case 'utf-16le':
        return Buffer.from(whole, 'utf16le');
      case 'gb18030':
        return iconv.encode(whole, 'gb18030');
    }
  }
}

/** Collects text and writes it in larger pieces. */
export abstract class TextFormat implements FileFormat {
  protected text = '';
  private readonly file: TextFile;
  private writing: Promise<void> = Promise.resolve();

  constructor(file: TextFile) {
    this.file = file;
  }

  get lostCharacters(): number {
    return this.file.lostCharacters;
  }

  abstract begin(columns: readonly Column[]): void;
  protected abstract add(row: Row): void;

  async rows(rows: readonly Row[]): Promise<void> {
    for (const row of rows) {
      this.add(row);
      if (this.text.length >= pieceCharacters) await this.write();
    }
  }

  async finish(): Promise<void> {
    await this.write();
    await this.writing;
    await this.file.close();
  }

  async abort(): Promise<void> {
    await this.writing.catch(() => undefined);
    await this.file.close();
  }

  /** Hands the text over; it is written while the next rows come. */
  private async write(): Promise<void> {
    const { text } = this;
    this.text = '';
    await this.writing;
    this.start(this.file.write(text));
  }

  /** The same for text in UTF-8, which must stay as it is until the next has been handed over. */
  protected async writeBytes(bytes: Buffer): Promise<void> {
    if (this.text !== '') await this.write();
    await this.writing;
    this.start(this.file.writeBytes(bytes));
  }

  private start(writing: Promise<void>): void {
    this.writing = writing;
    // Its failure is told by whoever waits for it next.
    this.writing.catch(() => undefined);
  }
}
