import { describe, expect, it } from 'vitest';
import { judgeReply, judgeSubscriber } from '../../src/domain/callback-reply.js';

describe('judgeReply', () => {
  it.each([200, 201, 202, 204, 299])('takes %i for delivered', (status) => {
    expect(judgeReply({ status, text: 'finished' })).toBe('delivered');
  });

  it.each([404, 410])('takes %i for gone, whatever it says', (status) => {
    expect(judgeReply({ status, text: '' })).toBe('gone');
    expect(judgeReply({ status, text: 'is running already' })).toBe('gone');
  });

  it('takes the 404 of an n8n that knows no routes yet for a failure to try again', () => {
    const text = '<html lang="en">\n<body>\n<pre>Cannot POST /webhook-waiting/1</pre>\n</body>\n</html>\n';
    expect(judgeReply({ status: 404, text })).toBe('failed');
    const unknown = '{"code":404,"message":"The execution \\"1\\" does not exist."}';
    expect(judgeReply({ status: 404, text: unknown })).toBe('gone');
  });

  it.each([
    '{"code":409,"message":"The execution \\"231\\" has finished already."}',
    '{"code":409,"message":"The execution \\"231\\" has finished with error."}',
    'FINISHED',
  ])('takes 409 with %s for gone', (text) => {
    expect(judgeReply({ status: 409, text })).toBe('gone');
  });

  it.each([
    '{"code":409,"message":"The execution \\"231\\" is running already."}',
    '',
    'unfinished business',
  ])('takes 409 with %j for a failure to try again', (text) => {
    expect(judgeReply({ status: 409, text })).toBe('failed');
  });

  it.each([0, 301, 302, 307, 308, 400, 401, 403, 405, 408, 422, 429, 500, 502, 503, 504])(
    'takes %i for a failure to try again',
    (status) => {
      expect(judgeReply({ status, text: 'has finished already' })).toBe('failed');
    },
  );
});

describe('judgeSubscriber', () => {
  it.each([
    [200, 'delivered'],
    [204, 'delivered'],
    [410, 'gone'],
    [404, 'failed'],
    [409, 'failed'],
    [500, 'failed'],
  ])('takes %i for %s', (status, verdict) => {
    expect(judgeSubscriber({ status, text: 'has finished already' })).toBe(verdict);
  });
});
