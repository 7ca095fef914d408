import { common } from './common.js';
import { lineage } from './lineage.js';
import { merge } from './merge.js';
import { queue } from './queue.js';
import { review } from './review.js';

export const enUS = { ...common, ...lineage, ...merge, ...queue, ...review };
