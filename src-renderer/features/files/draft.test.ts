import { describe, expect, it } from 'vitest';
import { applyDraft, draftKey, draftOf, parseDraft } from './draft';

describe('what was typed and not saved', () => {
  it.each([
    ['the quick fox', 'the slow fox'],
    ['abc', ''],
    ['', 'new'],
    ['aaa', 'aaaa'],
    ['same', 'same'],
  ])('comes back: %s → %s', (file, typed) => {
    const draft = draftOf(file, typed, 'v1');
    expect(draft && applyDraft(file, draft)).toBe(typed);
  });

  it('comes back whole when somebody else changed the file meanwhile', () => {
    const draft = draftOf('one\ntwo', 'one\nmine', 'v1');
    expect(draft && applyDraft('quite another text', draft)).toBe('one\nmine');
  });

  it('is only the part that differs in a large file', () => {
    const file = 'x'.repeat(1_500_000);
    const draft = draftOf(file, `${file}!`, 'v1');
    expect(draft?.text).toBe('!');
    expect(draft && applyDraft(file, draft)).toBe(`${file}!`);
    expect(draftOf('', file, 'v1')).toBeNull();
  });

  it('is read back, or is none', () => {
    const draft = draftOf('a', 'b', 'v1');
    expect(parseDraft(JSON.stringify(draft))).toEqual(draft);
    expect(parseDraft(null)).toBeNull();
    expect(parseDraft('{')).toBeNull();
  });

  it('has a key of its own for each file, and a short one', () => {
    const long = (end: string) =>
      draftKey({ endpointId: null, path: `/${'deep/'.repeat(100)}${end}` });
    expect(long('a').length).toBeLessThan(200);
    expect(long('a')).not.toBe(long('b'));
  });
});
