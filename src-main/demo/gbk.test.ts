import { expect, test } from 'vitest';
import { encodeGbk } from './gbk';

test('encoded text decodes to itself, Chinese and ASCII mixed', () => {
  const text = '物料保存失败：MAT-000042，锁等待 30 秒\n\tat nc.bs.framework（第 1 行）';
  expect(new TextDecoder('gbk', { fatal: true }).decode(encodeGbk(text))).toBe(text);
});

test('uses the bytes that Java and Windows write', () => {
  expect(encodeGbk('中文a').toString('hex')).toBe('d6d0cec461');
});

test('a character that GBK lacks becomes a question mark', () => {
  expect(encodeGbk('a😀b').toString('latin1')).toBe('a?b');
});
