import { jsonViewer } from './fields.js';
import { fixedOnceSaved, names } from './rows.js';

/** What a version was made from, in the part of the form that says where it comes from. */
export const inputsField = jsonViewer('inputs', names('Made from', 'Gemacht aus'), {
  group: 'origin',
  conditions: [fixedOnceSaved],
  note: 'Versions of other keys: [{"schema_key": "brand.logo", "version_id": "…"}], or "context_version" instead of the id',
});

/** Its place in the form: behind all that was there before. */
export const INPUTS_SORT = 100;
