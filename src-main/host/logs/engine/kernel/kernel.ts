import type { LineFact } from '../log-index';
import { factFloats, wants } from './machine';
import { giveMachineBack, takeMachine } from './machines';
import { kernelLevels, type KernelProgram, type KernelState } from './program';

/** Tells the lines of a window, by the same code that makes the index. */
export class Kernel {
  readonly program: KernelProgram;

  private constructor(program: KernelProgram) {
    this.program = program;
  }

  /** Costs nothing: all kernels of a thread share its machines. */
  static create(program: KernelProgram): Kernel {
    return new Kernel(program);
  }

  /**
   * Facts of the lines in a buffer that begins with a line. The last one ends with the buffer,
   * with or without a line feed. A line whose level may stand in those after it needs `lookAhead` bytes of them.
   *
   * @param base offset of the buffer in the log
   * @param from what the lines before hand on (`LogIndex.stateBefore`); null: nothing is known of them
   */
  facts(bytes: Uint8Array, base: number, from: KernelState | null): LineFact[] {
    const machine = takeMachine();
    machine.load(this.program);
    machine.reserve(bytes.length);
    machine.buffer.set(bytes);
    machine.begin({
      from: base,
      to: base + bytes.length,
      cell: 1,
      blockLines: 1,
      blockSpan: 1,
      facts: true,
      state: from,
    });
    const found: LineFact[] = [];
    let start = 0;
    let next: number = wants.room;
    while (next === wants.room) {
      const step = machine.scan(bytes.length - start, base + start, true);
      next = step.next;
      start += step.used;
      readFacts(machine.takeRows(factFloats), found);
      machine.takeMinutes();
      if (next === wants.room) machine.buffer.copyWithin(0, start, bytes.length);
    }
    giveMachineBack(machine);
    return found;
  }
}

/** Rows of scan.as: begin, content's end, end, time; then kind, level, begin and end of the time's text. */
function readFacts(rows: Float64Array, into: LineFact[]): void {
  const words = new Int32Array(rows.buffer);
  for (let row = 0; row < rows.length; row += factFloats) {
    const kind = words[row * 2 + 8];
    const level = words[row * 2 + 9] ?? 0;
    into.push({
      offset: rows[row] ?? 0,
      contentEnd: rows[row + 1] ?? 0,
      end: rows[row + 2] ?? 0,
      startsRecord: kind === 1,
      ignored: kind === 2,
      level: kernelLevels[level - 1] ?? null,
      time: rows[row + 3] ?? NaN,
      timeFrom: words[row * 2 + 10] ?? 0,
      timeTo: words[row * 2 + 11] ?? 0,
    });
  }
}
