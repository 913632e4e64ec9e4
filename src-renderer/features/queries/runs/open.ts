import type { QueryGroup, QueryWords } from '../../../../src-main/contract/index';
import type { PanelProps, Workbench } from '../../workbench/index';
import type { ParameterValue } from '../ParameterFields';
import { nameOf } from '../compare/open-comparison';
import { wordsNow } from '../words';

/** What is run on several systems: a query of the library, or a statement as typed. */
export type SeveralRun =
  | { queryId: string; title: QueryWords; parameters?: Record<string, ParameterValue> }
  | { sql: string; parameters?: Record<string, ParameterValue> };

/**
 * Opens the page that asks on which systems; nothing is sent by that.
 *
 * @param endpointId ticked at first where nothing was chosen before
 */
export function openSeveral(workbench: Workbench, run: SeveralRun, endpointId?: string): void {
  const known = 'queryId' in run;
  const name = known ? wordsNow(run.title) : nameOf({ title: '', sql: run.sql });
  workbench.openPanel({
    id: `queries.several/${known ? run.queryId : crypto.randomUUID()}`,
    component: 'queries.several',
    title: workbench.text('query-runs:several.tab', { name }),
    params: {
      ...(known ? { queryId: run.queryId } : { sql: run.sql }),
      parameters: run.parameters ?? {},
      endpointId: endpointId ?? null,
    },
  });
}

/** What a run on several systems is called: its title, else the beginning of its statement. */
export function groupName({ title, sql }: Pick<QueryGroup, 'title' | 'sql'>): string {
  return nameOf({ title, sql: sql ?? '' });
}

/** Opens a run on several systems, as it goes on or as it ended. */
export function openGroup(
  workbench: Workbench,
  group: Pick<QueryGroup, 'id' | 'title' | 'sql'>,
): void {
  const { id } = group;
  workbench.openPanel({
    id: `queries.group/${id}`,
    component: 'queries.group',
    title: groupName(group) || workbench.text('query-runs:group.untitled'),
    params: { groupId: id },
  });
}

/** What a page that asks was opened with. */
export interface SeveralInput {
  queryId: string | null;
  sql: string | null;
  parameters: Record<string, ParameterValue>;
  endpointId: string | null;
}

export function severalInput(params: PanelProps['params']): SeveralInput {
  const text = (name: string): string | null => {
    const value = params[name];
    return typeof value === 'string' ? value : null;
  };
  const { parameters } = params;
  return {
    queryId: text('queryId'),
    sql: text('sql'),
    parameters:
      typeof parameters === 'object' && parameters !== null
        ? (parameters as Record<string, ParameterValue>)
        : {},
    endpointId: text('endpointId'),
  };
}
