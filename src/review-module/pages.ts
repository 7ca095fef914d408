import type { RouteRecordRaw } from 'vue-router';
import HistoryPage from './history/history-page.vue';
import ProjectPage from './project/project-page.vue';
import ProjectsPage from './project/projects-page.vue';
import LineagePage from './lineage/lineage-page.vue';
import MergePage from './merge/merge-page.vue';
import QueuePage from './queue/queue-page.vue';
import ReviewPage from './review/review-page.vue';

/**
 * The pages of the module, by path below `/admin/artifacts`. A new page is a folder beside `queue/`, a route here
 * and, if it is a place to start from, an entry in navigation.ts.
 */
export const routes: RouteRecordRaw[] = [
  { path: '', redirect: '/artifacts/queue' },
  { name: 'artifacts-queue', path: 'queue', component: QueuePage },
  { name: 'artifacts-lineage', path: 'lineage', component: LineagePage },
  { name: 'artifacts-merge', path: 'merge', component: MergePage },
  { name: 'artifacts-review', path: 'review/:id', component: ReviewPage, props: true },
  { name: 'artifacts-projects', path: 'projects', component: ProjectsPage },
  { name: 'artifacts-project', path: 'projects/:id', component: ProjectPage },
  { name: 'artifacts-history', path: 'projects/:id/history', component: HistoryPage },
];
