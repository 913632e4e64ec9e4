import type { Inputs } from '../../../contract/index';

/** Values that are offered; a list that is longer is no help. */
const mostChoices = 1000;
/** Lists that are kept; the oldest go. */
const mostLists = 200;

type Answer = { values: string[]; truncated: boolean };

export interface ChoicesParts {
  /** The first column of what a reading statement answers, up to so many rows. */
  ask(
    endpointId: string,
    sql: string,
    maxRows: number,
    signal?: AbortSignal,
  ): Promise<(string | null)[]>;
}

/** Values to choose from for parameters, asked of the connection once for each console. */
export class ParameterChoices {
  private readonly parts: ChoicesParts;
  private readonly lists = new Map<string, Promise<string[]>>();

  constructor(parts: ChoicesParts) {
    this.parts = parts;
  }

  async of(
    { parameter, endpointId, consoleId, fresh = false }: Inputs['queries']['choices'],
    signal?: AbortSignal,
  ): Promise<Answer> {
    const { choices = [], choicesFrom = '' } = parameter;
    const found =
      choicesFrom.trim() === ''
        ? []
        : await this.found(consoleId, endpointId, choicesFrom, fresh, signal);
    const all = [...new Set([...choices, ...found])];
    return { values: all.slice(0, mostChoices), truncated: all.length > mostChoices };
  }

  private found(
    consoleId: string,
    endpointId: string,
    sql: string,
    fresh: boolean,
    signal: AbortSignal | undefined,
  ): Promise<string[]> {
    const key = JSON.stringify([consoleId, endpointId, sql]);
    const known = fresh ? undefined : this.lists.get(key);
    if (known) return known;
    const list = this.parts
      .ask(endpointId, sql, mostChoices + 1, signal)
      .then((cells) => cells.filter((cell) => cell !== null));
    this.lists.delete(key);
    this.lists.set(key, list);
    // What failed is asked again the next time.
    list.catch(() => this.lists.get(key) === list && this.lists.delete(key));
    for (const oldest of this.lists.keys()) {
      if (this.lists.size <= mostLists) break;
      this.lists.delete(oldest);
    }
    return list;
  }
}
