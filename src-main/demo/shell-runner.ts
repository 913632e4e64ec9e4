import { setImmediate } from 'node:timers/promises';
import { FunctionLeft, LoopLeft, ShellExit } from './shell-builtins';
import { expandFields, expandPattern, expandText, type Surroundings } from './shell-expand';
import { patternMatcher } from './shell-patterns';
import { openPipe, Stopped, type Streams } from './shell-streams';
import type { Command, Pipeline, Redirected, Redirection, Script, Word } from './shell-tree';

/** After so many commands in a row the rest of the program gets its turn. */
const COMMANDS_IN_A_ROW = 50;

/** Walks through a parsed script: lists, pipelines, compound commands. */
export abstract class ShellRunner {
  abstract readonly variables: Map<string, string>;
  abstract readonly functions: Map<string, Redirected>;
  abstract positional: string[];
  lastStatus = 0;
  exitsOnFailure = false;
  /** Ends this shell and all that it started. */
  protected controller = new AbortController();
  #steps = 0;
  /** Inside a test of `if`, `while`, `&&`, where `set -e` does not count. */
  #tested = 0;

  /** A shell for a part of a pipeline or a subshell; without a terminal where it is not the last. */
  protected abstract child(options?: { terminal?: undefined }): ShellRunner;
  protected abstract simple(words: Word[], streams: Streams): Promise<number>;
  protected abstract around(streams: Streams): Surroundings;
  /** The streams as redirections change them; undefined when one is refused, which is said. */
  protected abstract redirect(
    redirections: Redirection[],
    streams: Streams,
  ): Promise<Streams | undefined>;

  /** A shell's life: until the text ends, `exit`, or somebody ends it. */
  protected async whole(run: () => Promise<number>): Promise<number> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof ShellExit || error instanceof FunctionLeft)
        return (this.lastStatus = error.status);
      if (error instanceof LoopLeft) return 0;
      if (error instanceof Stopped) return 130;
      throw error;
    }
  }

  protected async script(script: Script, streams: Streams): Promise<number> {
    for (const [index, pipeline] of script.entries()) {
      if (pipeline.when === 'success' && this.lastStatus !== 0) continue;
      if (pipeline.when === 'failure' && this.lastStatus === 0) continue;
      const isTested = pipeline.negated || (script[index + 1]?.when ?? 'always') !== 'always';
      if (isTested) this.#tested += 1;
      try {
        const status = await this.pipeline(pipeline, streams);
        this.lastStatus = pipeline.negated ? Number(status === 0) : status;
      } finally {
        if (isTested) this.#tested -= 1;
      }
      if (this.exitsOnFailure && this.lastStatus !== 0 && this.#tested === 0 && !isTested)
        throw new ShellExit(this.lastStatus);
    }
    return this.lastStatus;
  }

  private async test(script: Script, streams: Streams): Promise<boolean> {
    this.#tested += 1;
    try {
      return (await this.script(script, streams)) === 0;
    } finally {
      this.#tested -= 1;
    }
  }

  private async pipeline({ commands: list }: Pipeline, streams: Streams): Promise<number> {
    const [only] = list;
    if (only !== undefined && list.length === 1) return this.redirected(only, streams);
    const running: Promise<number>[] = [];
    let previous: ReturnType<typeof openPipe> | undefined;
    for (const [index, command] of list.entries()) {
      const from = previous;
      const isLast = index === list.length - 1;
      const to = isLast ? undefined : openPipe();
      const own = { ...streams, input: from?.input ?? streams.input, out: to?.sink ?? streams.out };
      const child = this.child(isLast ? {} : { terminal: undefined });
      const finished = child
        .whole(() => child.redirected(command, own))
        .finally(() => {
          to?.end();
          // A reader that ends early (`head`) must not leave its writer waiting.
          from?.close();
        });
      running.push(finished);
      previous = to;
    }
    const results = await Promise.allSettled(running);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    if (this.controller.signal.aborted) throw new Stopped();
    const last = results.at(-1);
    return last?.status === 'fulfilled' ? last.value : 0;
  }

  protected async redirected(
    { command, redirections }: Redirected,
    outer: Streams,
  ): Promise<number> {
    if (this.controller.signal.aborted) throw new Stopped();
    this.#steps += 1;
    if (this.#steps % COMMANDS_IN_A_ROW === 0) await setImmediate();
    const streams = redirections.length === 0 ? outer : await this.redirect(redirections, outer);
    if (streams === undefined) return 1;
    return this.node(command, streams);
  }

  private async node(node: Command, streams: Streams): Promise<number> {
    switch (node.kind) {
      case 'simple':
        return this.simple(node.words, streams);
      case 'group': {
        if (!node.subshell) return this.script(node.body, streams);
        const child = this.child();
        return child.whole(() => child.script(node.body, streams));
      }
      case 'function':
        this.functions.set(node.name, node.body);
        return 0;
      case 'if': {
        for (const { test, body } of node.clauses)
          if (await this.test(test, streams)) return this.body(body, streams);
        return node.otherwise === undefined ? 0 : this.body(node.otherwise, streams);
      }
      case 'for': {
        const around = this.around(streams);
        const values: string[] = node.words === undefined ? [...this.positional] : [];
        for (const word of node.words ?? []) values.push(...(await expandFields(word, around)));
        return this.loop(node.body, streams, () => {
          const value = values.shift();
          if (value !== undefined) this.variables.set(node.name, value);
          return Promise.resolve(value !== undefined);
        });
      }
      case 'while':
        return this.loop(node.body, streams, async () => {
          return (await this.test(node.test, streams)) !== node.until;
        });
      case 'case': {
        const around = this.around(streams);
        const value = await expandText(node.word, around);
        for (const { patterns, body } of node.arms)
          for (const pattern of patterns)
            if (patternMatcher(await expandPattern(pattern, around)).test(value))
              return this.body(body, streams);
        return 0;
      }
    }
  }

  private async body(script: Script, streams: Streams): Promise<number> {
    this.lastStatus = 0;
    return this.script(script, streams);
  }

  private async loop(
    body: Script,
    streams: Streams,
    next: () => Promise<boolean>,
  ): Promise<number> {
    let status = 0;
    while (await next()) {
      try {
        status = await this.body(body, streams);
      } catch (error) {
        if (!(error instanceof LoopLeft)) throw error;
        error.levels -= 1;
        if (error.levels > 0) throw error;
        status = 0;
        if (!error.goesOn) break;
      }
    }
    return (this.lastStatus = status);
  }
}
