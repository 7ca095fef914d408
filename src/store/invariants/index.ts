import { bumpsInOrder, lastBump, oneBumpEach } from './bumps.js';
import type { Check } from './check.js';
import { decidedContentKept } from './content.js';
import {
  approverLogged,
  decidedOnce,
  decisionsPossible,
  entriesAtHome,
  statusesLogged,
  supersededByApproval,
} from './decisions.js';
import { inputsLinked, inputsOfProject, linksAsSaid } from './inputs.js';
import { numbersWithoutGaps, oneApproved } from './lines.js';
import { promotionsLogged, retirementsExplained } from './promotions.js';

export { runCheck, type Violation, violation } from './check.js';
export { readContents, type StoredContent, versionFileIds } from './content.js';
export { readLineages, type StoredLineage } from './lineage.js';
export { freezeSnapshot, projectIds } from './snapshot.js';

/** Every rule that one query can check. */
export const CHECKS: Check<never>[] = [
  oneApproved,
  bumpsInOrder,
  oneBumpEach,
  lastBump,
  statusesLogged,
  decisionsPossible,
  decidedOnce,
  supersededByApproval,
  approverLogged,
  entriesAtHome,
  promotionsLogged,
  retirementsExplained,
  numbersWithoutGaps,
  decidedContentKept,
  linksAsSaid,
  inputsOfProject,
  inputsLinked,
];
