import { common } from './common.js';
import { lineage } from './lineage.js';
import { merge } from './merge.js';
import { panels } from './panels.js';
import { queue } from './queue.js';
import { review } from './review.js';

export const enUS = { ...common, ...lineage, ...merge, ...panels, ...queue, ...review };
