import type { QueryCard } from '../../../../src-main/contract/index';
import type { Workbench } from '../../workbench/index';
import { openOnTarget, type Connection } from '../connections';
import { wordsNow } from '../words';

/** Copies a query into the own ones, where it can be changed, and opens the copy. */
export async function copyToOwn(
  workbench: Workbench,
  query: Pick<QueryCard, 'id'>,
  target: Connection | undefined,
): Promise<void> {
  try {
    const copy = await workbench.host.queries.copyQuery({ id: query.id });
    workbench.notify({
      tone: 'ok',
      title: workbench.text('query-library:copied', { name: wordsNow(copy.title) }),
    });
    if (target) openOnTarget(workbench, target, copy);
  } catch (error) {
    workbench.reportError(error);
  }
}

/** Takes queries out of the library, or back into it; what was taken out can be brought back at once. */
export async function setArchived(
  workbench: Workbench,
  queries: readonly Pick<QueryCard, 'id' | 'title'>[],
  archived: boolean,
): Promise<void> {
  const [only] = queries;
  if (!only) return;
  try {
    await workbench.host.queries.archive({ ids: queries.map(({ id }) => id), archived });
    const told = queries.length === 1 ? { name: wordsNow(only.title) } : { count: queries.length };
    const form = queries.length === 1 ? 'One' : '';
    workbench.notify({
      tone: 'ok',
      title: workbench.text(`query-library:${archived ? 'archived' : 'restored'}${form}`, told),
      ...(archived
        ? {
            timeoutMs: 15_000,
            actions: [
              {
                label: workbench.text('query-library:undo'),
                onClick: () => void setArchived(workbench, queries, false),
              },
            ],
          }
        : {}),
    });
  } catch (error) {
    workbench.reportError(error);
  }
}

/** Opens the versions of an own query. */
export function openVersions(workbench: Workbench, query: Pick<QueryCard, 'id' | 'title'>): void {
  workbench.openPanel({
    id: `queries.versions/${query.id}`,
    component: 'queries.versions',
    title: workbench.text('query-library:versions.tab', { name: wordsNow(query.title) }),
    params: { queryId: query.id },
  });
}
