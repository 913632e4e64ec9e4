import { describe, expect, it } from 'vitest';
import { bytesOfCell, cellViews, hexDump, pictureType, prettyJson, prettyXml } from './cell-views';

const views = (text: string, binary = false, whole = true) =>
  cellViews(text, bytesOfCell(text, binary), { whole, binary });

describe('a cell', () => {
  it('is a picture by its bytes, JSON by its text, and neither when only a part is at hand', () => {
    expect(views('\\x89504e470d0a1a0a00', true)[0]).toBe('picture');
    expect(views('\\x89504e470d0a1a0a00', false)[0]).toBe('text');
    expect(views(' {"a": 1}')[0]).toBe('json');
    expect(views('\\x7b7d', true)).toEqual(['bytes', 'text']);
    expect(views('{not json')).not.toContain('json');
    expect(views('{"a": 1}', false, false)).not.toContain('json');
    expect(pictureType(new TextEncoder().encode('<svg onload="x">'))).toBeNull();
  });

  it('is laid out as JSON without touching its numbers', () => {
    expect(prettyJson('{"n":12345678901234567890.10,"e":[],"s":"a,\\"{"}')).toBe(
      '{\n  "n": 12345678901234567890.10,\n  "e": [],\n  "s": "a,\\"{"\n}',
    );
  });

  it('is shown as bytes', () => {
    expect(hexDump(bytesOfCell('0x00417f', true))).toBe(`00000000  ${'00 41 7f'.padEnd(47)}  .A.`);
    expect([...bytesOfCell('物', false)]).toEqual([0xe7, 0x89, 0xa9]);
  });
});

it('lays out XML as it was written, and nothing that is no XML', () => {
  expect(
    prettyXml('<?xml version="1.0"?><a x="1 > 0"><b>t &amp; e</b><c/><d><e></e></d></a>'),
  ).toBe(
    '<?xml version="1.0"?>\n<a x="1 > 0">\n  <b>t &amp; e</b>\n  <c/>\n  <d>\n    <e></e>\n  </d>\n</a>',
  );
  // An entity stays a name: nothing is read for it.
  const hostile = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>';
  expect(prettyXml(hostile)).toContain('<a>&x;</a>');
  for (const text of ['<a><b></a>', 'a < b', '<', '<a', '{"a": 1}', '']) {
    expect(prettyXml(text)).toBeNull();
  }
});

it('gives up soon on a long text that only begins like XML', () => {
  expect(prettyXml('<!--'.repeat(50_000))).toBeNull();
  expect(prettyXml(`<a>${'<"'.repeat(90_000)}`)).toBeNull();
});
