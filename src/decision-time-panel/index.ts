import { definePanel } from '@directus/extensions-sdk';
import { PANEL_OPTIONS } from '../app/charts/panel-options.js';
import Panel from './decision-time-panel.vue';

/** How long decisions took: median and 95th percentile. */
export default definePanel({
  id: 'artifact-decision-time',
  name: 'Artifact decision time',
  icon: 'timer',
  description: 'How long decisions took: median and 95th percentile.',
  component: Panel,
  options: PANEL_OPTIONS,
  minWidth: 16,
  minHeight: 12,
});
