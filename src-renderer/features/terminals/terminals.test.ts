import { describe, expect, it } from 'vitest';
import { readCast, sizeOf } from './cast';
import { InputQueue } from './input-queue';

async function* pieces(...texts: string[]): AsyncGenerator<string[]> {
  for (const text of texts) yield [text];
}

describe('a recording that is read', () => {
  it('may come in pieces of any cut, and what is no event is left out', async () => {
    const cast = await readCast(
      pieces(
        '{"version":2,"wid',
        'th":100,"height":30}\n[0.5,"o","a',
        '"]\nnot json\n[1]\n{}\n[2.5,"r","90x20"]',
      ),
    );
    expect(cast).toEqual({
      columns: 100,
      rows: 30,
      events: [
        [0.5, 'o', 'a'],
        [2.5, 'r', '90x20'],
      ],
      duration: 2.5,
      cut: false,
    });
  });

  it('cannot ask for a screen without measure', async () => {
    expect(await readCast(pieces('{"width":1e9,"height":-1}\n'))).toMatchObject({ columns: 80 });
    expect(await readCast(pieces('{"width":1e9,"height":5}\n'))).toMatchObject({ columns: 1000 });
    expect([sizeOf('0x5'), sizeOf('axb'), sizeOf('120x1e9')]).toEqual([
      null,
      null,
      { columns: 120, rows: 1000 },
    ]);
  });
});

describe('what is typed', () => {
  it('is sent in its order, joined while a call is under way', async () => {
    const sent: string[] = [];
    let free: () => void = () => undefined;
    const queue = new InputQueue(
      (text, binary) => {
        sent.push(binary ? `<${text}>` : text);
        return new Promise<void>((resolve) => (free = resolve));
      },
      () => undefined,
    );
    queue.push('a', false);
    queue.push('b', false);
    queue.push('c', false);
    queue.push('m', true);
    queue.push('d', false);
    for (const expected of [['a'], ['a', 'bc'], ['a', 'bc', '<m>'], ['a', 'bc', '<m>', 'd']]) {
      await expect.poll(() => sent, { timeout: 20_000 }).toEqual(expected);
      free();
    }
  });

  it('is given up with the call that failed, and goes on with the next key', async () => {
    const errors: unknown[] = [];
    let fails = true;
    const sent: string[] = [];
    const queue = new InputQueue(
      (text) => {
        sent.push(text);
        return fails ? Promise.reject(new Error('gone')) : Promise.resolve();
      },
      (error) => errors.push(error),
    );
    queue.push('x', false);
    queue.push('y', false);
    await expect.poll(() => errors.length, { timeout: 20_000 }).toBe(1);
    fails = false;
    queue.push('z', false);
    await expect.poll(() => sent, { timeout: 20_000 }).toEqual(['x', 'z']);
  });
});
