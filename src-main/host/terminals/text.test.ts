import { describe, expect, it } from 'vitest';
import { castText } from './cast-text';
import { Decoder, encodeInput } from './encoding';
import { Modes } from './modes';
import { Scrollback } from './scrollback';

const head = JSON.stringify({ version: 2, width: 20, height: 4 });
const readable = (...outputs: string[]): string[] => [
  ...castText([head, ...outputs.map((text, at) => JSON.stringify([at, 'o', text]))]),
];

describe('a recording as readable text', () => {
  it('has what was shown, without colours, titles and corrected typing', () => {
    expect(
      readable(
        '\u001b]0;title\u0007\u001b[01;32muser@host\u001b[m:~$ lz\b\u001b[Ks\r\n',
        'a\tb\u001b[0m\r\n\u001b[31m错误\u001b[0m: disk\r\n',
        'progress 10%\rprogress 100%\r\n',
      ),
    ).toEqual(['user@host:~$ ls', 'a       b', '错误: disk', 'progress 100%']);
  });

  it('keeps sequences together that come in pieces, and lines that were wrapped', () => {
    expect(
      readable('\u001b', '[3', '1mred\u001b[', 'm\r\n', 'x'.repeat(45), '\r\n中'.repeat(3)),
    ).toEqual(['red', 'x'.repeat(45), '中', '中', '中']);
  });

  it('keeps what was cleared, and marks full-screen programs', () => {
    expect(
      readable(
        'before\r\n\u001b[H\u001b[2J\u001b[3Jafter\r\n',
        '\u001b[?1049h\u001b[H~\r\n~',
        'x\u001b[?1049lback',
      ),
    ).toEqual(['before', 'after', '⟦full screen⟧', 'back']);
  });

  it('survives what is no recording', () => {
    expect([...castText(['', '{', '[1,"o"]', '[1,"o","text\\u001b]0;never ends'])]).toEqual([]);
    expect(readable(`a\u001b]0;${'x'.repeat(200_000)}`, '\u0007b')).toEqual(['ab']);
  });
});

describe('the kept end of a session', () => {
  it('is bounded, begins at a safe place, and puts a view into the modes of the dropped part', () => {
    const scrollback = new Scrollback(1000);
    scrollback.text('\u001b[?1049h\u001b[?2004h');
    for (let line = 0; line < 500; line += 1) scrollback.text(`\u001b[1mline ${line}\u001b[m\r\n`);
    expect(scrollback.end - scrollback.start).toBeLessThan(1200);
    const { items, to } = scrollback.read(scrollback.start, 10_000);
    expect(to).toBe(scrollback.end);
    const [first] = items;
    expect(first?.kind === 'text' && first.text).toSatisfy(
      (text: string) => text.startsWith('\u001b[1m') || text.startsWith('\u001b[m'),
    );
    expect(scrollback.preamble()).toBe('\u001b[?1049h\u001b[?2004h');
  });

  it('is read in whole characters, with the notes where they belong', () => {
    const scrollback = new Scrollback();
    scrollback.text('ab😀c');
    const note = {
      kind: 'note' as const,
      note: 'reconnected' as const,
      from: 1,
      to: 2,
      exitCode: null,
    };
    scrollback.note(note);
    expect(scrollback.read(scrollback.end, 10).items).toEqual([]);
    scrollback.text('d');
    const first = scrollback.read(0, 3);
    expect(first).toEqual({ items: [{ kind: 'text', text: 'ab' }], to: 2 });
    expect(scrollback.read(first.to, 100).items).toEqual([
      { kind: 'text', text: '😀c' },
      note,
      { kind: 'text', text: 'd' },
    ]);
  });
});

describe('modes that a dead program left behind', () => {
  it('are ended without touching the others', () => {
    const modes = new Modes();
    for (const piece of ['\u001b[?104', '9h\u001b[?1002;1006h\u001b', '[?25l\u001b=text'])
      modes.feed(piece);
    const reset = modes.reset();
    expect(reset).toContain('\u001b[?1049l');
    for (const off of ['\u001b[?1002l', '\u001b[?1006l', '\u001b[?25h', '\u001b>'])
      expect(reset).toContain(off);
    expect(reset).not.toContain('[2J');
    expect(modes.restore()).toBe('');
    expect(modes.reset()).not.toContain('1049');
  });
});

describe('encodings', () => {
  it.each([
    ['gb18030', '中文 €', [0xd6, 0xd0, 0xce, 0xc4, 0x20, 0xa2, 0xe3]],
    ['big5', '中文', [0xa4, 0xa4, 0xa4, 0xe5]],
    ['shift_jis', 'テスト', [0x83, 0x65, 0x83, 0x58, 0x83, 0x67]],
    ['windows-1252', '€é', [0x80, 0xe9]],
    ['utf-8', '中', [0xe4, 0xb8, 0xad]],
  ] as const)('%s goes both ways, byte by byte', (encoding, text, bytes) => {
    expect([...encodeInput(text, encoding)]).toEqual(bytes);
    const decoder = new Decoder(encoding);
    expect(bytes.map((byte) => decoder.decode(Uint8Array.of(byte))).join('') + decoder.end()).toBe(
      text,
    );
  });

  it('shows broken bytes as replacement characters and goes on', () => {
    const decoder = new Decoder('utf-8');
    expect(
      decoder.decode(Uint8Array.of(0x61, 0xff, 0xe4)) + decoder.decode(Buffer.from('b中')),
    ).toBe('a\ufffd\ufffdb中');
  });
});
