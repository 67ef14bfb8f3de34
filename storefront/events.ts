import { anonymousId, random } from './identity';
import { add } from './queue';
import { get, set } from './storage';

const version = '1.0.0';
let counter = 0;

/** The checkout stage this page shows, as the shop last said by `step`. */
export let stage: string | undefined;
export const showStage = (name: string): void => void (stage = name);

/** The id of the cart known to have something in it, or '' when there is none. */
export const knownCart = (): string => get('localStorage', 'cw_cart') || '';

/** Puts one event of the Segment shape into the queue. */
export function send(type: string, fields: Record<string, unknown>): void {
  const ref = get('localStorage', 'cw_ref');
  const { language, userAgent } = navigator;
  // 8 digits of time and a counter first: ids sort in the order of the events, until the year 2059.
  const messageId = Date.now().toString(36) + (counter++ % 1296).toString(36).padStart(2, '0') + random();
  add(messageId, {
    type,
    ...fields,
    anonymousId: anonymousId(),
    userId: get('localStorage', 'cw_uid') || undefined,
    messageId,
    timestamp: new Date().toISOString(),
    context: {
      page: {
        url: location.href.split('#')[0],
        path: location.pathname,
        search: location.search,
        referrer: document.referrer,
        title: document.title,
      },
      locale: language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      userAgent,
      library: { name: 'cartwright.js', version },
      cartwright: ref ? { ref } : undefined,
    },
  });
}

/** A track event; what it says about the cart decides whether presence is worth telling. */
export function track(event: string, properties: Record<string, any> = {}): void {
  const { cart_id, products, items } = properties;
  const goods = products || items;
  const filled = /^(order (placed|paid|completed)|purchase)$/i.test(event) ? '' : /^remove|^refund/.test(event) ? null : goods ? (goods.length ? cart_id || '?' : '') : event === 'Product Added' ? cart_id || '?' : null;
  if (filled !== null) set('localStorage', 'cw_cart', filled);
  send('track', { event, properties });
}
