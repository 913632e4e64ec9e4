export { requestUrl } from './control';
export { startServe, type RunningServe, type ServeOptions } from './server';
