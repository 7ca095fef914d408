import { approvals } from './approvals.js';
import { junctions } from './junctions.js';
import { documents, taskExecutions } from './results.js';
import { versions } from './versions.js';
import { projects, tasks } from './work.js';

/** @import { Collection } from './rows.js' */

/** @type {Collection[]} */
export const collections = [projects, tasks, versions, approvals, documents, taskExecutions, ...junctions];
