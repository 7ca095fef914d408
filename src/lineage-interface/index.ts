import { defineInterface } from '@directus/extensions-sdk';
import LineageInterface from './lineage-interface.vue';

/** Shows in the form of a version what it was made from and what was made from it. Holds no value. */
export default defineInterface({
  id: 'artifact-lineage',
  name: 'Artifact lineage',
  icon: 'account_tree',
  description: 'What a version was made from, and what was made from it.',
  component: LineageInterface,
  hideLabel: false,
  types: ['alias'],
  localTypes: ['presentation'],
  group: 'presentation',
  options: null,
});
