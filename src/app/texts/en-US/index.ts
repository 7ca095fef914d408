import { common } from './common.js';
import { history } from './history.js';
import { project } from './project.js';
import { queue } from './queue.js';
import { review } from './review.js';

export const enUS = { ...common, ...queue, ...review, ...project, ...history };
