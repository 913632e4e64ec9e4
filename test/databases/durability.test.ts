import { durabilitySuite } from './durability';

durabilitySuite({ kills: 5, seed: 20261122 });
