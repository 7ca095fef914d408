import { common } from './common.js';
import { lineage } from './lineage.js';
import { queue } from './queue.js';

export const enUS = { ...common, ...lineage, ...queue };
