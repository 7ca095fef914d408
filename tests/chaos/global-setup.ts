import type { TestProject } from 'vitest/node';
import { prepareBed } from '../helpers/global-setup.js';

/** Servers that are killed are nobody else's: there is none to share, which would take a while to start. */
export default function setUp(project: TestProject): Promise<() => Promise<void>> {
  return prepareBed(project, null);
}
