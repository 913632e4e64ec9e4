export { startDemoPlant } from './plant';
export type { DemoLogSource, DemoPlant, DemoPlantOptions } from './plant';
export { DEMO_PASSWORD, DEMO_USER } from './ssh-server';
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
