import type { RestCommand } from '@directus/sdk';
import type { Completeness, Violation } from '../domain/context-schema/words.js';
import type { Key } from '../domain/words.js';
import { get, segment } from './request.js';

export type {
  Completeness,
  CompletenessState,
  KeyCompleteness,
  Violation,
} from '../domain/context-schema/words.js';

export interface Validation {
  version_id: string;
  schema_key: string;
  /** Schema key or glob whose rules hold for it; null when none do. */
  rule: string | null;
  valid: boolean;
  violations: Violation[];
}

/** What the schema of a project asks for, and how far each of it is: `GET /artifacts/projects/:id/completeness`. */
export const readCompleteness = <Schema>(projectId: Key): RestCommand<Completeness, Schema> =>
  get(`/projects/${segment(projectId)}/completeness`);

/** Whether a version follows the schema that its project has now: `GET /artifacts/versions/:id/validation`. */
export const readValidation = <Schema>(versionId: string): RestCommand<Validation, Schema> =>
  get(`/versions/${segment(versionId)}/validation`);
