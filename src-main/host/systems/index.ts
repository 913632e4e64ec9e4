export { SystemsService, type EndpointPlace } from './service';
