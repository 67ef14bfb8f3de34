import { AnalyticsBrowser } from '@segment/analytics-next';

const q = new URLSearchParams(location.search);
const batching = q.get('mode') === 'batching';
window.analytics = AnalyticsBrowser.load(
  { writeKey: q.get('key'), cdnURL: q.get('api') },
  batching ? { integrations: { 'Segment.io': { deliveryStrategy: { strategy: 'batching', config: { size: 3, timeout: 300 } } } } } : {},
);
