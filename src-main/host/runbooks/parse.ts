import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, Scalar } from 'yaml';
import type { z } from 'zod';
import {
  runbookDocumentSchema,
  type RunbookDocument,
  type RunbookFault,
  type Words,
} from '../../contract/runbooks';
import { checkRunbook, type FaultPath } from './check';
import { faultTexts } from './fault-texts';

/** Longer files are refused before they are read. */
const maxCharacters = 1_000_000;

/** A runbook's text, read and checked. */
export interface ReadRunbook {
  /** Null when a fault is an error. */
  document: RunbookDocument | null;
  /** In order of lines. */
  faults: RunbookFault[];
  /** Steps (from 0) that say they only read and hold words that obviously change something. */
  doubtful: ReadonlySet<number>;
  /** Steps whose dry run holds such words. */
  doubtfulDryRuns: ReadonlySet<number>;
}

/**
 * Reads a runbook's YAML and names every fault with its line: of the language, of the format
 * (see docs/runbooks.md), and of what does not go together.
 */
export function readRunbook(text: string): ReadRunbook {
  const none = { document: null, doubtful: new Set<number>(), doubtfulDryRuns: new Set<number>() };
  const only = (line: number, message: Words): ReadRunbook => ({
    ...none,
    faults: [{ line, severity: 'error', message }],
  });
  if (text.length > maxCharacters) return only(1, faultTexts.tooLarge(maxCharacters));
  const counter = new LineCounter();
  const yaml = parseDocument(text.replace(/^\uFEFF/, ''), {
    lineCounter: counter,
    prettyErrors: false,
  });
  if (yaml.errors.length > 0) {
    const faults = yaml.errors.map((error) => ({
      line: counter.linePos(error.pos[0]).line,
      severity: 'error' as const,
      message: faultTexts.syntax(error.message),
    }));
    return { ...none, faults };
  }
  const lines = new Lines(yaml, counter);
  let value: unknown;
  try {
    value = yaml.toJS({ maxAliasCount: 100 });
  } catch {
    return only(1, faultTexts.aliases());
  }
  if (value === null || value === undefined) return only(1, faultTexts.empty());
  const parsed = runbookDocumentSchema.safeParse(value);
  if (!parsed.success) {
    const faults = parsed.error.issues.flatMap((issue) => faultsOf(issue, lines));
    return { ...none, faults: sorted(faults) };
  }
  const { faults, doubtful, doubtfulDryRuns } = checkRunbook(parsed.data, (path, line) =>
    lines.at(path, line),
  );
  const failed = faults.some(({ severity }) => severity === 'error');
  return {
    document: failed ? null : parsed.data,
    faults: sorted(faults),
    doubtful,
    doubtfulDryRuns,
  };
}

function sorted(faults: RunbookFault[]): RunbookFault[] {
  return faults.sort((left, right) => left.line - right.line);
}

/** Finds the line on which a part of the document stands. */
class Lines {
  private readonly document: Document.Parsed;
  private readonly counter: LineCounter;

  constructor(document: Document.Parsed, counter: LineCounter) {
    this.document = document;
    this.counter = counter;
  }

  /**
   * The line of a key or value; of the nearest part above it when it is not there.
   *
   * @param within line inside a text of several lines, from 0
   */
  at(path: FaultPath, within = 0): number {
    let node: unknown = this.document.contents;
    let line = this.lineOf(node);
    for (const part of path) {
      const resolved = isAlias(node) ? node.resolve(this.document) : node;
      if (isMap(resolved)) {
        const pair = resolved.items.find(({ key }) => isScalar(key) && key.value === part);
        if (!pair) return line;
        line = this.lineOf(pair.key);
        node = pair.value;
      } else if (isSeq(resolved) && typeof part === 'number') {
        node = resolved.items[part];
        if (node === undefined) return line;
        line = this.lineOf(node);
      } else return line;
    }
    return line + (isScalar(node) ? offsetWithin(node, within) : 0);
  }

  has(path: FaultPath): boolean {
    return this.document.hasIn(path);
  }

  private lineOf(node: unknown): number {
    const start = (node as Node | null | undefined)?.range?.[0] ?? 0;
    return this.counter.linePos(start).line;
  }
}

/** Lines between a key and a line of its text: the text of a block begins below its key. */
function offsetWithin(node: Scalar, within: number): number {
  return node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED' ? within + 1 : 0;
}

/** What zod found, in our words. */
function faultsOf(issue: z.core.$ZodIssue, lines: Lines): RunbookFault[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const field = fieldName(path);
  const fault = (message: Words, at: FaultPath = path): RunbookFault => ({
    line: lines.at(at),
    severity: 'error',
    message,
  });
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        fault(faultTexts.unknownKey(fieldName([...path, key]), allowedKeys(path).join(', ')), [
          ...path,
          key,
        ]),
      );
    case 'invalid_type':
      return [
        fault(
          lines.has(path) || path.length === 0
            ? faultTexts.type(field, issue.expected)
            : faultTexts.missing(field),
        ),
      ];
    case 'invalid_value':
      return [
        fault(
          lines.has(path)
            ? faultTexts.notOneOf(field, issue.values.map(String).join(', '))
            : faultTexts.missing(field),
        ),
      ];
    case 'too_small':
      return [fault(faultTexts.tooSmall(field, String(issue.minimum)))];
    case 'too_big':
      return [fault(faultTexts.tooBig(field, String(issue.maximum)))];
    case 'invalid_format':
      return [fault(faultTexts.form(field, issue.pattern ?? issue.format))];
    default:
      return [fault(faultTexts.invalid(field))];
  }
}

/** Keys that may stand in a part of the document. */
function allowedKeys(path: FaultPath): string[] {
  const { shape } = runbookDocumentSchema;
  if (path.length === 0) return Object.keys(shape);
  const last = path.at(-1);
  if (path.length === 2 && path[0] === 'steps') return Object.keys(shape.steps.element.shape);
  if (path.length === 2 && path[0] === 'parameters')
    return Object.keys(shape.parameters.def.innerType.element.shape);
  return last === undefined ? [] : ['zh', 'en'];
}

/** `steps.2.timeoutSeconds`: a path as people count, from 1. */
function fieldName(path: FaultPath): string {
  return path.map((part) => (typeof part === 'number' ? part + 1 : part)).join('.');
}
