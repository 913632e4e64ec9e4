import { procedures } from '../../contract/wire/server';
import type { TaskService } from './service';

export function tasksRpc(service: TaskService) {
  return {
    list: procedures.tasks.list.handler(() => service.list()),
    cancel: procedures.tasks.cancel.handler(({ input }) => {
      service.cancel(input.id);
      return { ok: true } as const;
    }),
  };
}
