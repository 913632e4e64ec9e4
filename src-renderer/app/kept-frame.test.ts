import { expect, test } from 'vitest';
import { parseFrame } from './kept-frame';

test('a kept frame comes back as it was', () => {
  const kept = {
    activity: 'logs',
    sideOpen: false,
    inspectorOpen: true,
    sideWidths: { logs: 300 },
    inspectorWidths: {},
    foldedSections: ['tunnels'],
  };
  expect(parseFrame(JSON.stringify(kept))).toEqual(kept);
});

test('of a broken or foreign text only what makes sense is used', () => {
  expect(parseFrame('{not json')).toEqual({});
  expect(parseFrame(null)).toEqual({ sideWidths: {}, inspectorWidths: {} });
  expect(
    parseFrame(JSON.stringify({ activity: 'mail', sideOpen: 'yes', sideWidths: { logs: 'wide' } })),
  ).toEqual({ sideWidths: {}, inspectorWidths: {} });
});
