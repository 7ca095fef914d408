import type { IWebhookDescription } from 'n8n-workflow';

/**
 * Where a waiting execution is called back: at its resume URL, without a path of its own. n8n keeps these with the
 * execution; there is nothing to register anywhere else, so no webhookMethods either.
 */
export const resumeWebhooks: IWebhookDescription[] = [
  {
    name: 'default',
    httpMethod: 'POST',
    responseMode: 'onReceived',
    path: '',
    isFullPath: true,
    restartWebhook: true,
    ndvHideUrl: true,
  },
];
