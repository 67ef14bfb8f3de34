import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

const q = new URLSearchParams(location.search);
window.analytics = new RudderAnalytics();
window.analytics.load(q.get('key'), q.get('api'), { configUrl: q.get('api'), logLevel: 'ERROR', useBeacon: q.get('mode') === 'beacon', beaconQueueOptions: { maxItems: 3, flushQueueInterval: 300 } });
