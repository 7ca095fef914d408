import { describe, expect, it } from 'vitest';
import { promotesWhenApproved } from '../../src/domain/promotion-rule.js';

describe('promotesWhenApproved', () => {
  const noTask = null;
  const open = { status: 'needs_review' };
  const unset = { status: null };
  const done = { status: 'done' };

  it.each([
    ['approval', [noTask, open, unset, done], [true, true, true, true]],
    ['manual', [noTask, open, unset, done], [false, false, false, false]],
    ['task_done', [noTask, open, unset, done], [true, false, false, true]],
  ] as const)('%s, without a task, with one open, unset and done', (rule, tasks, expected) => {
    expect(tasks.map((task) => promotesWhenApproved(rule, task))).toEqual(expected);
  });
});
