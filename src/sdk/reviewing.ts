import type { RestCommand } from '@directus/sdk';
import type { NotificationMode, ReviewSettings } from '../domain/notifications/modes.js';
import type { Person } from './people.js';
import { get } from './request.js';

export type { NotificationMode, ReviewSettings } from '../domain/notifications/modes.js';

/** How somebody is told of what waits for them, and what does. */
export interface Reviewing {
  settings: ReviewSettings & { digest_hour: number };
  /** What holds. */
  mode: NotificationMode;
  /** What the operator has set for those who have set nothing; `off`: nobody is told anything. */
  usual_mode: NotificationMode;
  waiting: {
    /** Among the 1,000 pending versions that have waited longest. */
    count: number;
    /** There are pending versions that were not looked at. */
    more: boolean;
    /** Of the first 100, the longest waiting first. */
    ids: string[];
  };
  /** Who can be named as a delegate. */
  delegates: Person[];
}

/** How you are told, and what waits for you: `GET /artifacts/me/reviewing`. For users with access to the Studio. */
export const readReviewing = <Schema>(): RestCommand<Reviewing, Schema> => get('/me/reviewing');

/** Changes how you are told; what is left out stays as it is: `PATCH /artifacts/me/reviewing`. */
export const changeReviewing =
  <Schema>(input: Partial<ReviewSettings>): RestCommand<Reviewing, Schema> =>
  () => ({ path: '/artifacts/me/reviewing', method: 'PATCH', body: JSON.stringify(input) });
