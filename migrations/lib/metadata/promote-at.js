import { moment } from './fields.js';
import { names } from './rows.js';
import { versions } from './versions.js';

/** In the part of the form that says when a version was approved and promoted. */
export const promoteAtField = moment('promote_at', names('Goes live at', 'Übernahme am'), {
  readonly: true,
  group: 'lifecycle',
  note: 'When an approved version is promoted by itself. Set when approving.',
});

/** Before `promoted_at`. */
export const promoteAtSort = versions.fields.findIndex(({ field }) => field === 'promoted_at');
