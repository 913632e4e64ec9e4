import { place } from './dom';
import { LineElement, type LineInList, type LinesLook } from './line-element';
import { LineKeys } from './line-keys';

/** Texts that are measured: columns do not tell all of a width. */
const measured = 3;

/** The elements of the lines that a list draws; those that went out of sight are used again. */
export class LineDrawing {
  private readonly keys = new LineKeys();
  private readonly drawn = new Map<number, LineElement>();
  private readonly spare: LineElement[] = [];

  /**
   * The drawn texts with the most columns: one of them is the widest, and asking all for their
   * widths costs as much as drawing some of them.
   */
  widest(): HTMLElement[] {
    return [...this.drawn.values()]
      .flatMap(({ text }) => text ?? [])
      .toSorted((a, b) => b.columns - a.columns)
      .slice(0, measured)
      .map(({ element }) => element);
  }

  /**
   * Draws lines one below the other, from the line `from` on, and nothing else.
   *
   * @returns the elements of the lines
   */
  draw(
    layer: Element,
    from: number,
    lines: readonly LineInList[],
    look: LinesLook,
  ): readonly LineElement[] {
    const base = this.keys.baseOf(from, from + lines.length);
    const elements = lines.map((line, at) => {
      const key = from + at - base;
      const element = this.drawn.get(key) ?? this.spare.pop() ?? new LineElement();
      this.drawn.set(key, element);
      element.draw(line, look);
      return element;
    });
    if (this.drawn.size > elements.length) {
      const staying = new Set(elements);
      for (const [key, element] of this.drawn) {
        if (staying.has(element)) continue;
        this.drawn.delete(key);
        this.spare.push(element);
      }
    }
    place(
      layer,
      elements.map(({ root }) => root),
    );
    return elements;
  }
}
