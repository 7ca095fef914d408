import { definePanel } from '@directus/extensions-sdk';
import { PANEL_OPTIONS } from '../app/charts/panel-options.js';
import Panel from './approval-rate-panel.vue';

/** How much was approved, per key and per origin. */
export default definePanel({
  id: 'artifact-approval-rate',
  name: 'Artifact approval rate',
  icon: 'thumb_up',
  description: 'How much was approved, per key and per origin.',
  component: Panel,
  options: PANEL_OPTIONS,
  minWidth: 16,
  minHeight: 12,
});
