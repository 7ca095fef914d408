import type { RestCommand } from '@directus/sdk';
import type { PromotionRule } from '../domain/promotion-rule.js';
import type { JsonObject, Key } from '../domain/words.js';
import { get } from './request.js';

export interface ArtifactsHealth {
  status: 'ok' | 'degraded';
  schema: { migrated: boolean; missing: string[]; newer: string | null };
  guards: { missing: string[] };
  outbox: { pending: number; failed: number; oldest_pending_seconds: number | null };
  /** Versions that go live at a time of their own; `overdue` and `frozen` are past it. */
  schedule: { waiting: number; overdue: number; frozen: number; oldest_overdue_seconds: number | null };
  settings: {
    promote_on: PromotionRule;
    create_documents: 'off' | 'all' | string[];
    forbid_self_approval: boolean;
  };
  /** Only when asked for with `deep`. */
  violations?: {
    invariant: string;
    project_id: Key;
    version_id?: string;
    schema_key?: string;
    detail: string;
  }[];
}

export interface HealthQuery {
  /** Checks every invariant, reading all versions and files. For administrators. */
  deep?: boolean | undefined;
  /** With `deep`: only those of this project. */
  project_id?: Key | undefined;
}

/**
 * How the installation is: `GET /artifacts/health`. A degraded one answers 503, which the client throws as an error
 * whose `data` is the same report.
 */
export const readArtifactsHealth = <Schema>({ deep, project_id }: HealthQuery = {}): RestCommand<
  ArtifactsHealth,
  Schema
  // In the path: the client takes a parameter of this name for Directus' own, and leaves out what is none.
> => get(deep === true ? '/health?deep=true' : '/health', { project_id });

/** The OpenAPI 3.1 description of the routes: `GET /artifacts/openapi.json`. */
export const readArtifactsOpenApi = <Schema>(): RestCommand<JsonObject, Schema> => get('/openapi.json');
