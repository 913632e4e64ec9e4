import { useEffect, useState, type ComponentType } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import {
  keysOf,
  presentCommands,
  refusal,
  useCommandRegistry,
  useCommandState,
  useWorkbench,
  type Command,
  type CommandState,
  type PaletteItem,
  type PaletteSource,
  type Workbench,
} from '../features/workbench/index';
import { features } from './features';
import {
  matchText,
  parseQuery,
  rank,
  wordStart,
  type Match,
  type PaletteQuery,
} from './palette-model';

/** One line of the palette. */
export interface PaletteRow {
  id: string;
  title: string;
  ranges: Match['ranges'];
  /** What was typed begins a word of the title: a good hit. */
  startsWord: boolean;
  icon: ComponentType | undefined;
  meta: string | undefined;
  keys: string | undefined;
  disabledReason: string | undefined;
  run: (workbench: Workbench) => void;
}

export interface PaletteSection {
  id: string;
  title: string;
  rows: readonly PaletteRow[];
}

const featureGroups = new Set(features.filter(({ activity }) => activity).map(({ id }) => id));

/** Hits shown of each kind. */
const perSection = 8;
/** Commands shown while nothing is typed. */
const commandsAtFirst = 12;
/** A command that cannot be used now stands behind those that can. */
const disabledPenalty = 20;
const debounceMs = 60;

const sources: readonly PaletteSource[] = features.flatMap(({ palette }) =>
  palette ? [palette] : [],
);

function sourcesFor(scope: PaletteQuery['scope']): readonly PaletteSource[] {
  if (scope === 'all') return sources;
  return sources.filter(({ kind }) => kind === scope);
}

/** Asks the features, a moment after the typing stopped; the last answer stays until then. */
function useFeatureHits(query: PaletteQuery): ReadonlyMap<PaletteSource, readonly PaletteItem[]> {
  const workbench = useWorkbench();
  const [hits, setHits] = useState<ReadonlyMap<PaletteSource, readonly PaletteItem[]>>(new Map());
  const { scope, text } = query;
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      for (const source of sourcesFor(scope)) {
        const show = (items: readonly PaletteItem[]): void => {
          if (controller.signal.aborted) return;
          setHits((current) => new Map(current).set(source, items.slice(0, perSection)));
        };
        // A feature that cannot answer (locked, reconnecting) has no hits.
        source.search(text, workbench, controller.signal).then(show, () => show([]));
      }
    }, debounceMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [scope, text, workbench]);
  return hits;
}

function useCommandRows(query: PaletteQuery): { suggested: PaletteRow[]; commands: PaletteRow[] } {
  const { t } = useTranslation();
  const state = useCommandState();
  const registered = useCommandRegistry((registry) => registry.registered);
  if (query.scope !== 'all' && query.scope !== 'command') return { suggested: [], commands: [] };
  const rowOf = (command: Command, match: Match): PaletteRow => {
    const reason = refusal(command, state);
    return {
      id: command.id,
      title: titleOf(command, state, t),
      ranges: match.ranges,
      startsWord: match.score >= wordStart,
      icon: command.icon,
      meta: t(`commands:group.${groupOf(command)}`),
      keys: keysOf(command)[0],
      disabledReason: reason === null ? undefined : t('app:palette.notHere', { reason: t(reason) }),
      run: (workbench) => workbench.run(command.id),
    };
  };
  const ranked = rank(
    query.text,
    inPaletteOrder(presentCommands(registered, state)),
    (command) => ({
      title: titleOf(command, state, t),
      extra: `${command.id} ${t(`commands:group.${groupOf(command)}`)}`,
      penalty: refusal(command, state) === null ? 0 : disabledPenalty,
    }),
  ).map(({ item, match }) => ({ command: item, row: rowOf(item, match) }));
  const fits = ({ command, row }: { command: Command; row: PaletteRow }): boolean =>
    isSuggested(command, state) && (query.text === '' || row.startsWord);
  const rest = ranked.filter((entry) => !fits(entry));
  return {
    suggested: evidenceFirst(ranked.filter(fits)).map(({ row }) => row),
    commands: (query.text === '' && query.scope === 'all'
      ? rest.slice(0, commandsAtFirst)
      : rest
    ).map(({ row }) => row),
  };
}

function titleOf(command: Command, state: CommandState, t: TFunction): string {
  // The hero move says what goes where.
  if (command.id === 'evidence.add' && state.activeCase && state.evidence) {
    return t('app:evidence.addSelectionTo', { number: state.activeCase.number });
  }
  return t(command.titleKey);
}

/** The hero move leads the suggestions. */
function evidenceFirst<Entry extends { command: Command }>(entries: readonly Entry[]): Entry[] {
  const order = ({ command }: Entry): number => (groupOf(command) === 'evidence' ? 0 : 1);
  return entries.toSorted((a, b) => order(a) - order(b));
}

function groupOf(command: Command): string {
  return command.id.split('.')[0] ?? '';
}

/** What is done with cases, systems, logs and queries before what is done with the program. */
function inPaletteOrder(commands: readonly Command[]): Command[] {
  const order = (command: Command): number => (featureGroups.has(groupOf(command)) ? 0 : 1);
  return commands.filter(({ hidden }) => !hidden).toSorted((a, b) => order(a) - order(b));
}

/** What fits the selection and the active panel comes first. */
function isSuggested(command: Command, state: CommandState): boolean {
  if (refusal(command, state) !== null) return false;
  if (groupOf(command) === 'evidence') return state.evidence !== null;
  const group = groupOf(command);
  // Feature commands only: nobody looks for the lock because the welcome page is open.
  return featureGroups.has(group) && state.activePanel?.component.split('.')[0] === group;
}

/** Everything the palette shows for what was typed. */
export function usePaletteSections(input: string): {
  sections: readonly PaletteSection[];
  /** Said instead of hits, for a prefix that answers nothing yet. */
  note: string | undefined;
} {
  const { t } = useTranslation();
  const query = parseQuery(input);
  const { suggested, commands } = useCommandRows(query);
  const hits = useFeatureHits(query);
  if (query.scope === 'code') return { sections: [], note: t('app:palette.codesLater') };
  const sections: PaletteSection[] = [
    { id: 'suggested', title: t('app:palette.suggested'), rows: suggested },
    ...titleHitsFirst(
      sourcesFor(query.scope).map((source) => ({
        id: source.titleKey,
        title: t(source.titleKey),
        rows: (hits.get(source) ?? []).map((item) => rowOfItem(item, query.text)),
      })),
      ({ rows }) => rows.some(hasTitleHit),
    ).map((section) => ({ ...section, rows: titleHitsFirst(section.rows, hasTitleHit) })),
    { id: 'commands', title: t('app:palette.commands'), rows: commands },
  ];
  return { sections: sections.filter(({ rows }) => rows.length > 0), note: undefined };
}

function hasTitleHit({ ranges }: PaletteRow): boolean {
  return ranges.length > 0;
}

/** Enter takes the first row: what is called so comes before what only mentions it. */
function titleHitsFirst<Entry>(
  entries: readonly Entry[],
  isHit: (entry: Entry) => boolean,
): readonly Entry[] {
  return [...entries.filter(isHit), ...entries.filter((entry) => !isHit(entry))];
}

function rowOfItem(item: PaletteItem, text: string): PaletteRow {
  return {
    id: item.id,
    title: item.title,
    ranges: matchText(text, item.title)?.ranges ?? [],
    startsWord: true,
    icon: item.icon,
    meta: item.meta,
    keys: undefined,
    disabledReason: item.disabledReason,
    run: (workbench) => {
      Promise.resolve(item.run(workbench)).catch((error: unknown) => workbench.reportError(error));
    },
  };
}
