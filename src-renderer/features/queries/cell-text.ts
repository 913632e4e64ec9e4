import type { HostClient } from '../../../src-main/contract/index';

/** Characters of one answer, the most that the host gives. */
const pieceCharacters = 4_000_000;

/** All that is at hand of a cell; NULL is empty. */
export async function textOfCell(
  host: HostClient,
  place: { id: string; row: number; column: number },
): Promise<string> {
  let whole = '';
  for (;;) {
    const from = whole.length;
    const { text, length } = await host.queries.cell({ ...place, from, count: pieceCharacters });
    whole += text ?? '';
    if (!text || whole.length >= length) return whole;
  }
}
