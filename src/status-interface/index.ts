import { defineInterface } from '@directus/extensions-sdk';
import StatusInterface from './status-interface.vue';

/** The status of a version in its form: only what it can become next, and what others did to it meanwhile. */
export default defineInterface({
  id: 'artifact-status',
  name: 'Artifact status',
  icon: 'rule',
  description: 'What a version can become next, and what others did to it while the form was open.',
  component: StatusInterface,
  types: ['string'],
  recommendedDisplays: ['artifact-status'],
  options: null,
});
