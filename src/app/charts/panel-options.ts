/** What an operator can set for each of our panels: a project, and how many days back. */
export const PANEL_OPTIONS = [
  {
    field: 'project',
    name: 'Project',
    type: 'json' as const,
    meta: {
      interface: 'collection-item-dropdown',
      width: 'half' as const,
      note: 'All projects if none is chosen',
      options: { selectedCollection: 'projects', template: '{{title}}' },
    },
  },
  {
    field: 'days',
    name: 'Days',
    type: 'integer' as const,
    meta: { interface: 'input', width: 'half' as const, options: { min: 1, max: 366 } },
    schema: { default_value: 30 },
  },
];

/** What a panel is given of them. */
export interface PanelSettings {
  project: string | number | null;
  days: number;
}

/** Id of the project that was chosen; null for all. */
export function chosenProject(option: unknown): string | number | null {
  if (typeof option !== 'object' || option === null || !('key' in option)) return null;
  return typeof option.key === 'string' || typeof option.key === 'number' ? option.key : null;
}

/** The filter for rows since a day, of the project if one was chosen. */
export function since(day: string | undefined, project: string | number | null): { _and: object[] } {
  return {
    _and: [
      { date_created: { _gte: `${day ?? '1970-01-01'}T00:00:00.000Z` } },
      ...(project === null ? [] : [{ project_id: { _eq: project } }]),
    ],
  };
}
