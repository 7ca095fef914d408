import { common } from './common.js';
import { form } from './form.js';
import { freeze } from './freeze.js';
import { history } from './history.js';
import { lineage } from './lineage.js';
import { merge } from './merge.js';
import { notify } from './notify.js';
import { operations } from './operations.js';
import { panels } from './panels.js';
import { policies } from './policies.js';
import { project } from './project.js';
import { queue } from './queue.js';
import { review } from './review.js';
import { schema } from './schema.js';
import { staleness } from './staleness.js';

export const deDE = {
  ...common,
  ...form,
  ...freeze,
  ...history,
  ...lineage,
  ...merge,
  ...notify,
  ...operations,
  ...panels,
  ...policies,
  ...project,
  ...queue,
  ...review,
  ...schema,
  ...staleness,
};
