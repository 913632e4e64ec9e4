export { tasksRpc } from './rpc';
export { TaskService, type RunningTask } from './service';
