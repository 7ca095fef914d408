import type {
  IAuthenticateGeneric,
  Icon,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';

/** A Directus with the artifact registry, and the user that n8n is there. */
export class DirectusArtifactsApi implements ICredentialType {
  name = 'directusArtifactsApi';

  displayName = 'Directus Artifacts API';

  icon: Icon = { light: 'file:../icons/artifacts.svg', dark: 'file:../icons/artifacts.dark.svg' };

  documentationUrl = 'https://directus.io/docs/guides/auth/tokens-cookies';

  properties: INodeProperties[] = [
    {
      displayName: 'URL of Directus',
      name: 'url',
      type: 'string',
      default: '',
      placeholder: 'https://directus.example.com',
      required: true,
      description: 'As seen from n8n, without a path unless Directus runs below one',
    },
    {
      displayName: 'Static Token',
      name: 'token',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'Of a user with the policy Artifact Agent, or Artifact Reviewer to decide and to promote',
    },
    {
      displayName: 'Callback Secret',
      name: 'callbackSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'What "directus-artifacts callbacks secret" prints on the server. With it, decisions that a workflow waits for are taken only with a valid signature.',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.token}}' } },
  };

  test: ICredentialTestRequest = {
    request: {
      // As in callServer: a slash at the end of the address does no harm.
      baseURL: '={{$credentials.url.replace(/\\/+$/, "")}}',
      url: '/users/me',
      qs: { fields: 'id' },
    },
  };
}
