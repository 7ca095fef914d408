import { common } from './common.js';
import { queue } from './queue.js';
import { review } from './review.js';

export const enUS = { ...common, ...queue, ...review };
