/**
 * What browser clients load before they send: enough for them to send everything here and to nobody else.
 * Only the key that the request brought is told back.
 */
export const segmentSettings = (writeKey: string, apiHost: string) => ({
  integrations: { 'Segment.io': { apiKey: writeKey, apiHost } },
  plan: { track: { __default: { enabled: true, integrations: {} } } },
});

export const rudderSourceConfig = (writeKey: string) => ({
  source: {
    id: 'rapport',
    name: 'rapport',
    writeKey,
    enabled: true,
    workspaceId: 'rapport',
    connections: [],
    destinations: [],
    config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
    dataplanes: {},
  },
  updatedAt: '2026-01-01T00:00:00.000Z',
});
