// Drives a server SDK as its documentation shows: node sdk.mjs segment|rudderstack URL WRITE_KEY
const [which, host, writeKey] = process.argv.slice(2);
const anonymousId = `device-${which}`;
const context = { locale: 'de-AT', timezone: 'Europe/Vienna', campaign: { source: 'news', medium: 'mail', name: 'spring' } };
const products = ['lamp', 'chair'].map((product_id) => ({ product_id, name: `The ${product_id}`, price: 19.9, quantity: 1 }));
const calls = [
  ['page', { anonymousId, name: 'Home', properties: { url: 'https://shop.test/' }, context }],
  ...products.map((p) => ['track', { anonymousId, event: 'Product Added', properties: { ...p, currency: 'EUR' }, context }]),
  ['identify', { anonymousId, userId: `user-${which}`, traits: { email: `${which}@example.test`, firstName: 'Ada' }, context }],
  ['track', { anonymousId, userId: `user-${which}`, event: 'Checkout Started', properties: { currency: 'EUR', value: 39.8, products }, context }],
  ['alias', { previousId: anonymousId, userId: `user-${which}` }],
  ['group', { userId: `user-${which}`, groupId: 'g1', traits: { name: 'Readers' } }],
];

if (which === 'segment') {
  const { Analytics } = await import('@segment/analytics-node');
  const analytics = new Analytics({ writeKey, host, maxRetries: 0 });
  analytics.on('error', (error) => { console.error(error); process.exitCode = 1; });
  for (const [call, message] of calls) analytics[call](message);
  await analytics.closeAndFlush();
} else {
  const { default: RudderAnalytics } = await import('@rudderstack/rudder-sdk-node');
  const client = new RudderAnalytics(writeKey, { dataPlaneUrl: host, retryCount: 0, flushInterval: 200 });
  await Promise.all(calls.map(([call, message]) => new Promise((done) => client[call](message, (error) => {
    if (error) { console.error(error); process.exitCode = 1; }
    done();
  }))));
  process.exit();
}
