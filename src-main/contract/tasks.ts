import { done, nothing, oc, timeSchema, z } from './common';

/** Long work: over 1 s it stands in the status bar, over 3 s it can be stopped. */
export const taskSchema = z.object({
  id: z.string(),
  /** i18n key below `tasks.kind`. */
  kind: z.enum([
    'query',
    'tail',
    'index',
    'search',
    'backup',
    'check',
    'import',
    'export',
    'connect',
    'transfer',
    'run',
    'schema',
  ]),
  title: z.string(),
  startedAt: timeSchema,
  /** 0 to 1, or null when it cannot be known. */
  progress: z.number().min(0).max(1).nullable(),
  detail: z.string(),
  cancellable: z.boolean(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  endedAt: timeSchema.nullable(),
});
export type Task = z.infer<typeof taskSchema>;

export const tasks = {
  list: oc.input(nothing).output(z.array(taskSchema)),
  cancel: oc.input(z.object({ id: z.string() })).output(done),
};
