import { defineModule } from '@directus/extensions-sdk';
import { routes } from './pages.js';

/** The module "Artifacts" of the Studio, at `/admin/artifacts`. */
export default defineModule({
  id: 'artifacts',
  name: 'Artifacts',
  icon: 'rate_review',
  routes,
  preRegisterCheck: (user, permissions) => {
    // Without it everybody would have the module in their bar, and an empty page behind it.
    if ('admin_access' in user && user.admin_access) return true;
    const access = permissions['artifact_versions']?.read.access;
    return access === 'full' || access === 'partial';
  },
});
