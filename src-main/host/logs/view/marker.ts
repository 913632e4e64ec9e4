import type { LogHighlight, LogRow, LogSearch } from '../../../contract/logs';
import { Expression } from '../engine/search/expression';

/** So many marks of one expression are shown in a line. */
const spansPerLine = 200;

interface Mark {
  expression: Expression;
  tone: number;
}

/** Finds what is marked in the text of a row: the search, and texts that are highlighted. */
export class Marker {
  private readonly marks: Mark[];

  private constructor(marks: Mark[]) {
    this.marks = marks;
  }

  /** Of expressions that are none nothing is marked; who set them was told. */
  static of(search: LogSearch | null, highlights: readonly LogHighlight[]): Marker {
    const marks: Mark[] = [];
    const add = (words: LogSearch, tone: number): void => {
      if (words.text === '') return;
      try {
        marks.push({ expression: Expression.of(words), tone });
      } catch {
        // The state of the view says why.
      }
    };
    for (const highlight of highlights) add(highlight, highlight.tone);
    if (search) add(search, -1);
    return new Marker(marks);
  }

  /** In order; where they overlap, the search comes last. */
  spans(text: string): LogRow['spans'] {
    return this.marks.flatMap(({ expression, tone }) =>
      expression.spans(text, spansPerLine).map(([from, to]) => ({ from, to, tone })),
    );
  }
}
