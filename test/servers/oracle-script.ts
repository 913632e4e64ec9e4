/**
 * A connection of node-oracledb by a script: what a statement answers was written by hand from
 * its documentation. It is strict: a statement nobody told of fails, so does one in the wrong
 * order, a second one while another runs, and a result that was not closed.
 */

/** Answer to a statement; cells are as node-oracledb gives them in arrays. */
export interface OracleAnswer {
  columns?: readonly { name: string; dbTypeName: string; precision?: number; scale?: number; byteSize?: number }[]; // prettier-ignore
  rows?: Iterable<readonly unknown[]>;
  error?: { code: string; message: string; offset?: number };
  /** Runs until it is broken. */
  hangs?: boolean;
  rowsAffected?: number;
}

/** A large object. */
export function lob(content: string | Buffer): unknown {
  let open = true;
  return {
    length: content.length,
    getData: (offset: number, amount: number) => {
      if (!open) throw new Error('a large object was read after its end');
      if (offset < 1 || amount < 1) throw new Error('a place outside of the large object');
      return Promise.resolve(content.slice(offset - 1, offset - 1 + amount));
    },
    destroy: () => (open = false),
  };
}

function oracleError({ code, message, offset }: NonNullable<OracleAnswer['error']>): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code, offset });
}

export class ScriptedOracle {
  /** Statements in order, with their values. */
  readonly asked: { text: string; values: unknown }[] = [];
  callTimeout = 0;
  readonly oracleServerVersionString = '19.3.0.0.0';
  ended: 'open' | 'closed' = 'open';
  open = 0;
  readonly #answer: (text: string, values: unknown) => OracleAnswer | undefined;
  #running = false;
  #break: ((error: Error) => void) | null = null;

  constructor(answer: (text: string, values: unknown) => OracleAnswer | undefined) {
    this.#answer = answer;
  }

  async execute(text: string, values: unknown = [], options: Record<string, unknown> = {}) {
    if (this.ended === 'closed')
      throw oracleError({ code: 'NJS-003', message: 'invalid connection' });
    if (this.#running) throw new Error('a statement while another runs');
    this.asked.push({ text, values });
    if (/^ALTER SESSION SET |^SET TRANSACTION READ ONLY$/.test(text)) return {};
    const answer = this.#answer(text, values);
    if (!answer) throw new Error(`a statement that no test told of: ${text}`);
    if (answer.error) throw oracleError(answer.error);
    if (options['resultSet'] !== true) return { rowsAffected: answer.rowsAffected };
    const rows = (answer.rows ?? [])[Symbol.iterator]();
    this.open++;
    let closed = false;
    const resultSet = {
      metaData: answer.columns ?? [],
      getRows: async (count: number) => {
        if (closed) throw new Error('rows of a closed result');
        await this.#wait(answer.hangs === true);
        const batch: unknown[] = [];
        while (batch.length < count) {
          const next = rows.next();
          if (next.done) break;
          batch.push(next.value);
        }
        return batch;
      },
      close: () => {
        if (!closed) this.open--;
        closed = true;
        return Promise.resolve();
      },
    };
    return { resultSet };
  }

  async #wait(hangs: boolean): Promise<void> {
    this.#running = true;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#break = reject;
        if (!hangs) setImmediate(resolve);
      });
    } finally {
      this.#running = false;
      this.#break = null;
    }
  }

  breakExecution(): Promise<void> {
    this.#break?.(oracleError({ code: 'ORA-01013', message: 'user requested cancel of current operation' })); // prettier-ignore
    return Promise.resolve();
  }

  commit(): Promise<void> {
    this.asked.push({ text: 'COMMIT', values: [] });
    return Promise.resolve();
  }

  rollback(): Promise<void> {
    if (this.ended === 'closed')
      throw oracleError({ code: 'NJS-003', message: 'invalid connection' });
    this.asked.push({ text: 'ROLLBACK', values: [] });
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.ended = 'closed';
    return Promise.resolve();
  }
}
