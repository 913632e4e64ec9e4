import { procedures } from '../../contract/wire/server';
import type { RunbooksService } from './service';

const ok = { ok: true } as const;

export function runbooksRpc(service: () => RunbooksService) {
  const { runbooks } = procedures;
  return {
    list: runbooks.list.handler(() => service().list()),
    source: runbooks.source.handler(({ input }) => ({ text: service().source(input.id) })),
    check: runbooks.check.handler(({ input }) => service().check(input.text)),
    save: runbooks.save.handler(({ input }) => service().save(input.text)),
    remove: runbooks.remove.handler(({ input }) => {
      service().remove(input.id);
      return ok;
    }),
    review: runbooks.review.handler(({ input }) => service().review(input.id, input.by)),
    preview: runbooks.preview.handler(({ input }) => ({ commands: service().preview(input) })),
    run: runbooks.run.handler(({ input }) => service().start(input)),
    runs: runbooks.runs.handler(({ input }) => service().runsOf(input.runbookId ?? null)),
    get: runbooks.get.handler(({ input }) => service().get(input.id)),
    follow: runbooks.follow.handler(({ input, context, signal }) =>
      context.session.credit.stream(service().follow(input.id, signal)),
    ),
    output: runbooks.output.handler(({ input, context, signal }) => {
      const { id, endpointId, step, rollback } = input;
      const output = service().output(id, endpointId, step, rollback, signal);
      return context.session.credit.stream(output);
    }),
    stop: runbooks.stop.handler(({ input }) => {
      service().stop(input.id, input.endpointId ?? null, input.rollBack);
      return ok;
    }),
    report: runbooks.report.handler(({ input }) => service().report(input.id, input.language)),
    schedules: runbooks.schedules.handler(() => service().schedules()),
    saveSchedule: runbooks.saveSchedule.handler(({ input }) => service().saveSchedule(input)),
    removeSchedule: runbooks.removeSchedule.handler(({ input }) => {
      service().removeSchedule(input.id);
      return ok;
    }),
    seeMissed: runbooks.seeMissed.handler(({ input }) => {
      service().seeMissed(input.id);
      return ok;
    }),
  };
}
