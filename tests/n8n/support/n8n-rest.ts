/** The routes that n8n's own editor uses: importing here does what a person who imports a file does. */
export interface N8nRest {
  addHeaderCredential: (name: string, header: { name: string; value: string }) => Promise<void>;
  /** Adds a credential and returns its id. */
  addCredential: (credential: { name: string; type: string; data: object }) => Promise<string>;
  /** Imports a workflow, publishes it and returns its id. */
  publish: (workflow: object) => Promise<string>;
  unpublish: (workflowId: string) => Promise<void>;
  /** Any other route; fails when n8n does not answer with a success. */
  post: <T>(path: string, body: object) => Promise<T>;
}

const OWNER = { email: 'owner@example.com', password: 'A-password-4-tests' };

/** Makes the first user of a new n8n, and speaks for that user from then on. */
export async function signUp(url: string): Promise<N8nRest> {
  return enter(url, '/owner/setup', { ...OWNER, firstName: 'Olga', lastName: 'Owner' });
}

/** Speaks for the user that `signUp` has made. */
export async function signIn(url: string): Promise<N8nRest> {
  return enter(url, '/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
}

async function enter(url: string, door: string, who: object): Promise<N8nRest> {
  let cookie = '';
  const post = async <T>(path: string, body: object): Promise<T> => {
    const response = await fetch(`${url}/rest${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`n8n answered ${response.status} to ${path}: ${text}`);
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return (JSON.parse(text) as { data: T }).data;
  };
  await post(door, who);
  const addCredential: N8nRest['addCredential'] = async (credential) => {
    const { id } = await post<{ id: string }>('/credentials', credential);
    return id;
  };
  return {
    post,
    addCredential,
    addHeaderCredential: async (name, header) => {
      await addCredential({ name, type: 'httpHeaderAuth', data: header });
    },
    publish: async (workflow) => {
      const { id, versionId } = await post<{ id: string; versionId: string }>('/workflows', workflow);
      await post(`/workflows/${id}/activate`, { versionId });
      return id;
    },
    unpublish: async (workflowId) => {
      await post(`/workflows/${workflowId}/deactivate`, {});
    },
  };
}
