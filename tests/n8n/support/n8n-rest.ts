/** The routes that n8n's own editor uses: importing here does what a person who imports a file does. */
export interface N8nRest {
  addHeaderCredential: (name: string, header: { name: string; value: string }) => Promise<void>;
  /** Imports a workflow and publishes it. */
  publish: (workflow: object) => Promise<void>;
}

const OWNER = { email: 'owner@example.com', password: 'A-password-4-tests' };

/** Makes the first user of a new n8n, and speaks for that user from then on. */
export async function signUp(url: string): Promise<N8nRest> {
  let cookie = '';
  const post = async (path: string, body: object): Promise<{ id: string; versionId: string }> => {
    const response = await fetch(`${url}/rest${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`n8n answered ${response.status} to ${path}: ${text}`);
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return (JSON.parse(text) as { data: { id: string; versionId: string } }).data;
  };
  await post('/owner/setup', { ...OWNER, firstName: 'Olga', lastName: 'Owner' });
  return {
    addHeaderCredential: async (name, header) => {
      await post('/credentials', { name, type: 'httpHeaderAuth', data: header });
    },
    publish: async (workflow) => {
      const { id, versionId } = await post('/workflows', workflow);
      await post(`/workflows/${id}/activate`, { versionId });
    },
  };
}
