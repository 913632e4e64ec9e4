import { describe, expect, it } from 'vitest';
import { pushToast, type Toast } from './toast-model';

const plain = (id: string): Toast => ({ id, title: id });
const asking = (id: string): Toast => ({ id, title: id, actions: [{ label: 'x', onClick() {} }] });
const ids = (stack: readonly Toast[]) => stack.map((toast) => toast.id);

describe('the toast stack', () => {
  it('keeps three and lets the oldest one without buttons go', () => {
    const full = [asking('a'), plain('b'), plain('c')];
    expect(ids(pushToast(full, plain('d')))).toEqual(['a', 'c', 'd']);
    expect(ids(pushToast([asking('a'), asking('b'), asking('c')], plain('d')))).toEqual([
      'b',
      'c',
      'd',
    ]);
  });

  it('replaces a toast that is shown again under its id', () => {
    const again = { ...plain('a'), title: 'new' };
    expect(pushToast([plain('a'), plain('b')], again)).toEqual([again, plain('b')]);
  });
});
