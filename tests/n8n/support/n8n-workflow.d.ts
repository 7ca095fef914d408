/**
 * As much of n8n's types as the forms of the node need, for the unit tests that read these forms: n8n's own package is
 * installed by `npm run test:n8n` only, which builds the node with it.
 */
declare module 'n8n-workflow' {
  export interface IDisplayOptions {
    show?: Record<string, unknown[]>;
    hide?: Record<string, unknown[]>;
  }

  export interface INodePropertyOptions {
    name: string;
    value: string | number | boolean;
    [more: string]: unknown;
  }

  export interface INodeProperties {
    displayName: string;
    name: string;
    displayOptions?: IDisplayOptions;
    options?: (INodePropertyOptions | INodeProperties)[];
    [more: string]: unknown;
  }
}
