import { refuse, trigger } from './sqlite-trigger.js';

/** The moment at which a version goes live by itself: changed while it is approved and not live, and never else. */
export const scheduleTriggers = [
  trigger('versions_schedule_insert', 'BEFORE INSERT ON artifact_versions', [
    refuse('insertPending', 'NEW.promote_at IS NOT NULL'),
  ]),
  trigger('versions_schedule', 'BEFORE UPDATE ON artifact_versions', [
    refuse(
      'schedule',
      `NEW.promote_at IS NOT OLD.promote_at
        AND (NEW.status IS NOT 'approved' OR NEW.promoted_context_version IS NOT NULL)`,
    ),
  ]),
];
