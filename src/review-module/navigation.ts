import type { NavigationEntry } from '../app/frame/navigation.js';

/** Where one can go from any page of the module. */
export const NAVIGATION: readonly NavigationEntry[] = [
  { text: 'queue.title', icon: 'inbox', to: '/artifacts/queue' },
  { text: 'project.list', icon: 'deployed_code', to: '/artifacts/projects' },
  { text: 'lineage.title', icon: 'account_tree', to: '/artifacts/lineage' },
];
