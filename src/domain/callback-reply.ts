/** What a receiver answered: its status, and as much of the text as anyone looks at. */
export interface CallbackReply {
  status: number;
  text: string;
}

/**
 * What an answer means for the delivery: `delivered`, `gone` (nobody will ever take it, so it is not tried again)
 * or `failed` (it is tried again).
 *
 * n8n answers 409 both to a resume URL whose execution is over and to one whose execution has not reached its
 * Wait node yet; only its message tells them apart. While it starts, it listens some seconds before it knows its own
 * routes: the 404 of that time comes from Express ("Cannot POST /webhook-waiting/1"), not from n8n.
 */
export function judgeReply({ status, text }: CallbackReply): 'delivered' | 'gone' | 'failed' {
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'gone';
  if (status === 404) return /\bCannot POST\b/.test(text) ? 'failed' : 'gone';
  return status === 409 && /\bfinished\b/i.test(text) ? 'gone' : 'failed';
}

/**
 * The same for a subscription, whose receiver is there for good: only 410 says that it is not. Others come back; n8n
 * answers 404 for a moment after a restart, and as long as the workflow is switched off.
 */
export function judgeSubscriber({ status }: CallbackReply): 'delivered' | 'gone' | 'failed' {
  if (status >= 200 && status < 300) return 'delivered';
  return status === 410 ? 'gone' : 'failed';
}
