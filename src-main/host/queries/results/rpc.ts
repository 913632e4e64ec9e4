import { procedures } from '../../../contract/wire/server';
import type { QueriesService } from '../service';

const ok = { ok: true } as const;

/** Calls on kept results. */
export function resultsRpc(service: () => QueriesService) {
  const { queries } = procedures;
  const results = () => service().results;
  return {
    cancel: queries.cancel.handler(({ input }) => {
      results().cancel(input.id);
      return ok;
    }),
    follow: queries.follow.handler(({ input, context, signal }) =>
      context.session.credit.stream(results().follow(input.id, signal)),
    ),
    results: queries.results.handler(() => results().all()),
    result: queries.result.handler(({ input }) => results().views.state(input.id)),
    discard: queries.discard.handler(({ input }) => {
      results().discard(input.id);
      return ok;
    }),
    pinResult: queries.pinResult.handler(({ input }) =>
      results().change(input.id, { pinned: input.pinned }),
    ),
    renameResult: queries.renameResult.handler(({ input }) =>
      results().change(input.id, { title: input.title }),
    ),
    severities: queries.severities.handler(({ input, signal }) =>
      results().severities.of(input.ids, signal),
    ),
    tryThresholds: queries.tryThresholds.handler(({ input, signal }) =>
      results().severities.tried(input.resultId, input.thresholds, signal),
    ),
    arrange: queries.arrange.handler(({ input, signal }) => results().views.arrange(input, signal)),
    window: queries.window.handler(({ input, signal }) => results().views.window(input, signal)),
    cell: queries.cell.handler(({ input }) => results().views.cell(input)),
    fetchCell: queries.fetchCell.handler(({ input, signal }) =>
      service().straight.fetchCell(input, signal),
    ),
    values: queries.values.handler(({ input, signal }) => results().views.values(input, signal)),
    find: queries.find.handler(({ input, signal }) => results().views.find(input, signal)),
    summary: queries.summary.handler(({ input, signal }) => results().views.summary(input, signal)),
    chart: queries.chart.handler(({ input, signal }) => results().views.chart(input, signal)),
    copyRows: queries.copyRows.handler(({ input, signal }) => results().views.copy(input, signal)),
    exportResult: queries.exportResult.handler(({ input, signal }) =>
      results().exports.result(input, signal),
    ),
    exportStatement: queries.exportStatement.handler(({ input, signal }) =>
      service().straight.export(input, signal),
    ),
    compare: queries.compare.handler(({ input, signal }) =>
      results().comparisons.compare(input, signal),
    ),
    differences: queries.differences.handler(({ input, signal }) =>
      results().comparisons.differences(input, signal),
    ),
    nextDifference: queries.nextDifference.handler(({ input, signal }) =>
      results().comparisons.next(input, signal),
    ),
    exportDifferences: queries.exportDifferences.handler(({ input, signal }) =>
      results().exports.differences(input, signal),
    ),
  };
}
