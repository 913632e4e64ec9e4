export { startDemoPlant } from './plant';
export type { DemoHost, DemoLogSource, DemoPlant, DemoPlantOptions } from './plant';
export { DEMO_USER } from './machines';
export { DEMO_CODE, DEMO_PASSWORD } from './ssh-login';
export { fillDemoProfile } from './fill';
export { demoInventory } from './inventory';
export type {
  DemoContact,
  DemoEndpoint,
  DemoInventory,
  DemoQuery,
  DemoQueryParameter,
  DemoSystem,
} from './inventory';
