import { definePanel } from '@directus/extensions-sdk';
import { PANEL_OPTIONS } from '../app/charts/panel-options.js';
import Panel from './waiting-panel.vue';

/** How many versions waited for a decision, day by day. */
export default definePanel({
  id: 'artifact-waiting',
  name: 'Artifacts waiting for review',
  icon: 'hourglass_empty',
  description: 'How many versions waited for a decision, day by day.',
  component: Panel,
  options: PANEL_OPTIONS,
  minWidth: 16,
  minHeight: 12,
});
