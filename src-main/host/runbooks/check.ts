import type {
  RunbookDocument,
  RunbookFault,
  RunbookParameter,
  RunbookStep,
  Words,
} from '../../contract/runbooks';
import { faultTexts } from './fault-texts';
import { acceptsText, patternFault } from './parameters';
import { findChangingWords } from './scan';
import { shellOf } from './script';

/** Words of Python 3 that cannot be names (`keyword.kwlist` of 3.12, lower case ones). */
const pythonWords = new Set(
  (
    'and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield print exec'
  ).split(' '),
);

/** Automatic variables of PowerShell, which scripts cannot set (about_Automatic_Variables). */
const powershellWords = new Set(
  (
    'args consolefilename error event eventargs eventsubscriber executioncontext false foreach ' +
    'home host input isglobal lastexitcode matches myinvocation nestedpromptlevel null pid ' +
    'profile psboundparameters pscmdlet pscommandpath psculture psitem psscriptroot psuiculture ' +
    'pwd sender shellid stacktrace switch this true'
  ).split(' '),
);

/** Variables that shells look at themselves (zsh and ksh tie some of them to others). */
const shellWords = new Set(['path', 'status', 'argv', 'cdpath', 'fpath']);

/** Where a fault stands: keys and indexes from the root. */
export type FaultPath = readonly (string | number)[];

/** What {@link checkRunbook} found. */
export interface Checked {
  faults: RunbookFault[];
  doubtful: ReadonlySet<number>;
  doubtfulDryRuns: ReadonlySet<number>;
}

/** Rules between the parts of a runbook that a schema cannot say. */
export function checkRunbook(
  document: RunbookDocument,
  lineOf: (path: FaultPath, within?: number) => number,
): Checked {
  const faults: RunbookFault[] = [];
  const doubtful = new Set<number>();
  const doubtfulDryRuns = new Set<number>();
  const report =
    (severity: RunbookFault['severity']) =>
    (path: FaultPath, message: Words, within = 0): void =>
      void faults.push({ line: lineOf(path, within), severity, message });
  const error = report('error');
  const warn = report('warning');

  const names = new Set<string>();
  document.parameters.forEach((parameter, index) => {
    const path = ['parameters', index];
    if (names.has(parameter.name))
      error([...path, 'name'], faultTexts.parameterTwice(parameter.name));
    names.add(parameter.name);
    checkParameter(parameter, path, error);
    const kind = reservedIn(parameter.name, document.steps);
    if (kind) error([...path, 'name'], faultTexts.parameterReserved(parameter.name, kind));
    // A saved query takes its parameters by their names, which do not stand here.
    const used = document.steps.some((step) => step.kind === 'query' || mentions(step, parameter));
    if (!used) warn([...path, 'name'], faultTexts.parameterUnused(parameter.name));
  });

  document.steps.forEach((step, index) => {
    const path = ['steps', index];
    checkStep(step, path, error, warn);
    if (step.class === 'read-only') {
      for (const { line, word } of findChangingWords(step.kind, step.script)) {
        doubtful.add(index);
        warn([...path, 'script'], faultTexts.changes(word), line);
      }
    } else if (step.dryRunScript !== undefined) {
      for (const { line, word } of findChangingWords(step.kind, step.dryRunScript)) {
        doubtfulDryRuns.add(index);
        warn([...path, 'dryRunScript'], faultTexts.dryRunChanges(word), line);
      }
    }
  });
  return { faults, doubtful, doubtfulDryRuns };
}

type Report = (path: FaultPath, message: Words, within?: number) => void;

function checkParameter(parameter: RunbookParameter, path: FaultPath, error: Report): void {
  const { name, type, choices, pattern, minimum, maximum } = parameter;
  const at = (key: string): FaultPath => [...path, key];
  if (type === 'choice' && !choices) error(path, faultTexts.choicesMissing(name));
  if (type !== 'choice' && choices) error(at('choices'), faultTexts.onlyFor('choices', 'choice'));
  if (pattern !== undefined) {
    const fault = patternFault(pattern);
    if (type !== 'text' && type !== 'path')
      error(at('pattern'), faultTexts.onlyFor('pattern', 'text, path'));
    else if (fault !== null) {
      error(at('pattern'), faultTexts.pattern(fault));
      return;
    }
  }
  if (type !== 'number')
    for (const key of ['minimum', 'maximum'] as const)
      if (parameter[key] !== undefined) error(at(key), faultTexts.onlyFor(key, 'number'));
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    error(at('minimum'), faultTexts.range());
  const stated = parameter.default;
  if (stated === undefined) return;
  if (type === 'secret') error(at('default'), faultTexts.secretDefault(name));
  else {
    const expected = type === 'number' || type === 'boolean' ? type : 'string';
    if (typeof stated !== expected || !acceptsText(parameter, String(stated)))
      error(at('default'), faultTexts.defaultWrong(name));
  }
}

function checkStep(step: RunbookStep, path: FaultPath, error: Report, warn: Report): void {
  const at = (key: string): FaultPath => [...path, key];
  const { kind } = step;
  for (const key of ['script', 'dryRunScript', 'rollback'] as const)
    if (step[key]?.includes('\0')) error(at(key), faultTexts.controlCharacter(key));
  if (step.sudo && (kind === 'query' || kind === 'powershell'))
    error(at('sudo'), faultTexts.stepKey('sudo', kind));
  if (kind === 'shell')
    for (const key of ['script', 'dryRunScript', 'rollback'] as const) {
      const text = step[key];
      if (text !== undefined && shellOf(text) === null)
        error(at(key), faultTexts.shell(text.split('\n')[0] ?? ''));
    }
  if (kind === 'query') {
    if (step.class === 'changes-state') error(at('class'), faultTexts.queryChanges());
    for (const key of ['dryRunScript', 'rollback'] as const)
      if (step[key] !== undefined) error(at(key), faultTexts.stepKey(key, kind));
  } else if (step.class === 'read-only') {
    for (const key of ['dryRunScript', 'rollback'] as const)
      if (step[key] !== undefined) warn(at(key), faultTexts.needless(key));
  }
}

/** The kind of step in which a name cannot be a variable. */
function reservedIn(name: string, steps: readonly RunbookStep[]): string | null {
  const has = (kind: RunbookStep['kind']): boolean => steps.some((step) => step.kind === kind);
  if (has('python') && pythonWords.has(name)) return 'Python';
  if (has('powershell') && powershellWords.has(name)) return 'PowerShell';
  if (has('shell') && shellWords.has(name) && name !== 'path') return 'shell';
  return null;
}

function mentions(step: RunbookStep, { name }: RunbookParameter): boolean {
  const word = new RegExp(`\\b${name}\\b`, step.kind === 'powershell' ? 'i' : '');
  return [step.script, step.dryRunScript, step.rollback].some((text) => text && word.test(text));
}
