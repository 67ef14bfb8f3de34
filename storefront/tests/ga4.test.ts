import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Browser, pass } from './shop';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const items = [{ item_id: 'lamp', item_name: 'Lamp', price: 19.9, quantity: 1 }];

test('reads along what the shop pushed before and after it came, by dataLayer and by gtag', async () => {
  const browser = new Browser();
  const page = browser.open('', {
    early: (window) => {
      window.dataLayer = [{ 'gtm.start': 1, event: 'gtm.js' }, { ecommerce: null }, { event: 'add_to_cart', ecommerce: { currency: 'EUR', items } }];
      window.gtag = function () { window.dataLayer.push(arguments); };
    },
  });
  page.window.dataLayer.push({ event: 'begin_checkout', ecommerce: { currency: 'EUR', items } }, { event: 'select_item', ecommerce: { items } });
  page.window.gtag('event', 'add_shipping_info', { shipping_tier: 'Express', items });
  page.window.gtag('config', 'G-1');
  await pass(100);

  expect(browser.events.map((e: any) => e.event)).toEqual(['add_to_cart', 'begin_checkout', 'add_shipping_info']);
  expect(browser.events[2].properties).toEqual({ shipping_tier: 'Express', items });
  expect(page.window.dataLayer).toHaveLength(7); // the shop's own analytics sees all of it
});

test('while consent mode says no, only what is submitted is sent', async () => {
  const browser = new Browser();
  const page = browser.open('<form><input type="email" name="email" autocomplete="email"></form>', {
    early: (window) => {
      window.dataLayer = [];
      window.gtag = function () { window.dataLayer.push(arguments); };
      window.gtag('consent', 'default', { ad_user_data: 'denied', ad_storage: 'denied' });
    },
  });
  const said = () => browser.named('Checkout Details Entered').map((e) => e.properties.email);
  page.type('[type=email]', 'ana@example.com');
  await pass(1000);
  expect(said()).toEqual([]);

  page.window.gtag('consent', 'update', { analytics_storage: 'granted' }); // says nothing of what belongs to a person
  page.type('[type=email]', 'ana@example.org');
  await pass(1000);
  expect(said()).toEqual([]);

  page.window.gtag('consent', 'update', { ad_user_data: 'granted' });
  page.type('[type=email]', 'ana@example.net');
  await pass(1000);
  expect(said()).toEqual(['ana@example.net']);
});

test('what the shop pushes reaches its own listeners whatever is in it', async () => {
  const browser = new Browser();
  const page = browser.open();
  const hostile = Object.defineProperty({}, 'event', { get: () => { throw new Error('not yours'); } });
  for (const thing of [null, undefined, 3, 'text', hostile, { event: 7, ecommerce: {} }]) page.window.dataLayer.push(thing);
  await pass(100);

  expect(page.window.dataLayer).toHaveLength(6);
  expect(browser.events).toEqual([]);
});

test('a purchase ends the presence; the shop may switch reading along off', async () => {
  const browser = new Browser();
  const page = browser.open();
  page.window.dataLayer.push({ event: 'view_cart', ecommerce: { items } }, { event: 'purchase', ecommerce: { transaction_id: 'o1', items } });
  await pass(130_000);
  expect(browser.events.map((e: any) => e.event)).toEqual(['view_cart', 'purchase']);

  const silent = new Browser();
  silent.open('', { attributes: 'data-ga4="off"', early: (window) => (window.dataLayer = [{ event: 'view_cart', ecommerce: { items } }]) });
  await pass(100);
  expect(silent.events).toEqual([]);
});
