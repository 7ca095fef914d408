import type { HeldBack } from '../domain/freezes.js';
import type { Actor, EntryAction, Json, Project, Timestamp, Version } from '../domain/words.js';

/** A line of the audit log before it has its number and its place in the chain. */
export interface EntryDraft {
  version: Version;
  action: EntryAction;
  reason: string | null;
  feedback: Json;
  /** True for what changes the context: the entry then carries the new context version. */
  touchesContext: boolean;
  /** An approval that policies count and that decides nothing yet: it belongs to no decision. */
  held?: boolean;
}

/** What a command wants to happen to one locked project. */
export interface ProjectChange {
  project: Project;
  /** Decisions in the order they were made; withdrawals and promotions are logged behind the others. */
  drafts: EntryDraft[];
  promote: Promoted[];
  withdraw: Version[];
  /** What would go live as well if nothing kept it: for the answer. */
  held?: HeldBack;
}

/** A version that goes live, and what it replaces. */
export interface Promoted {
  version: Version;
  replaces: Version | null;
  /** What its entry says beside who and when; nothing unless told. */
  feedback?: Json;
}

/** Who does it, when, and under which decision. One per command. */
export interface Act {
  actor: Actor;
  now: Timestamp;
  decisionId: string;
  /** Entry that the caller inserts itself (Directus does, when a client creates an entry), by its version. */
  leaveEntryOf?: string;
}
