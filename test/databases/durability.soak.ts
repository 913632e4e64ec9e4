import { durabilitySuite } from './durability';

const seed = Number(process.env.FIELDBENCH_SEED ?? Date.now() % 2 ** 31);
console.log(`FIELDBENCH_SEED=${seed} repeats this run`);
durabilitySuite({ kills: 1000, seed });
