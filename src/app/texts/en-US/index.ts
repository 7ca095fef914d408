import { common } from './common.js';
import { queue } from './queue.js';

export const enUS = { ...common, ...queue };
