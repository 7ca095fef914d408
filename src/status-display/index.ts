import { defineDisplay } from '@directus/extensions-sdk';
import StatusDisplay from './status-display.vue';

/** The status of a version in lists: an icon, a word in the user's language, and a colour. */
export default defineDisplay({
  id: 'artifact-status',
  name: 'Artifact status',
  icon: 'rule',
  description: 'Icon, word and colour for the status of a version.',
  component: StatusDisplay,
  types: ['string'],
  options: null,
});
