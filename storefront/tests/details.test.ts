import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Browser, pass } from './shop';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const contact = `<form>
  <input type="email" name="email" autocomplete="email">
  <input type="tel" name="phone" autocomplete="tel">
  <label><input type="checkbox" name="remind" data-cartwright-consent> Remind me by e-mail
    if I don't finish</label>
  <input type="password" name="password" autocomplete="new-password">
</form>`;

const entered = (browser: Browser) => browser.named('Checkout Details Entered').map((e) => e.properties);

test('an e-mail is sent when typing pauses, and only when it is one', async () => {
  const browser = new Browser();
  const page = browser.open(contact);
  page.cartwright('step', 'contact');
  page.type('[type=email]', 'ana@ex');
  await pass(1000);
  expect(entered(browser)).toEqual([]);
  page.type('[type=email]', ' ana@example.com ');
  await pass(500);
  expect(entered(browser)).toEqual([]);
  await pass(200);
  expect(entered(browser)).toEqual([{ email: 'ana@example.com', stage: 'contact' }]);
});

test('leaving the field or the page sends it at once, and once', async () => {
  const browser = new Browser();
  const page = browser.open(contact);
  page.type('[type=email]', 'ana@example.com');
  page.fire('[type=email]', 'focusout');
  await pass(60);
  page.type('[type=tel]', '+359 88 123 4567');
  page.leave();
  await pass(5000);
  expect(entered(browser)).toEqual([{ email: 'ana@example.com' }, { email: 'ana@example.com', phone: '+359 88 123 4567' }]);
});

test('focus alone says nothing, even when the shop filled the field', async () => {
  const browser = new Browser();
  const page = browser.open('<form><input type=email name=email value="ana@example.com"></form>');
  page.fire('input', 'focusin');
  page.fire('input', 'focusout');
  page.leave();
  await pass(5000);
  expect(entered(browser)).toEqual([]);
});

test('later steps carry the whole set; a cleared field is gone', async () => {
  const browser = new Browser();
  const first = browser.open(contact);
  first.type('[type=email]', 'ana@example.com');
  first.type('[type=tel]', '0888 123456');
  await pass(1000);
  first.type('[type=tel]', '');
  first.leave();
  const second = browser.open(`<form><input name="address" autocomplete="shipping address-line1"><input autocomplete="postal-code" id="zip"></form>`);
  second.cartwright('step', 'address');
  second.type('#zip', '4000');
  await pass(1000);
  expect(entered(browser).at(-1)).toEqual({ email: 'ana@example.com', postal_code: '4000', stage: 'address' });
});

test.each([
  ['autocomplete=given-name', 'first_name'],
  ['autocomplete=family-name', 'last_name'],
  ['autocomplete="section-a shipping address-line1"', 'address1'],
  ['autocomplete=address-line2', 'address2'],
  ['autocomplete=address-level2', 'city'],
  ['autocomplete=address-level1', 'region'],
  ['autocomplete=postal-code', 'postal_code'],
  ['autocomplete=country-name', 'country'],
  ['autocomplete=organization', 'company'],
  ['name="billing[firstName]"', 'first_name'],
  ['name=customer_last_name', 'last_name'],
  ['name=email_address', 'email'],
  ['name=shippingCity', 'city'],
  ['name=address2', 'address2'],
  ['name=addressLine1', 'address1'],
  ['id=zipCode', 'postal_code'],
])('<input %s> is %s', async (attributes, detail) => {
  const browser = new Browser();
  const value = detail === 'email' ? 'ana@example.com' : 'Somewhere';
  browser.open(`<input ${attributes}>`).type('input', value);
  await pass(1000);
  expect(entered(browser)).toEqual([{ [detail]: value }]);
});

test('a full name is taken apart', async () => {
  const browser = new Browser();
  const page = browser.open('<input autocomplete=name>');
  page.type('input', 'Ana María  López');
  await pass(1000);
  expect(entered(browser)).toEqual([{ first_name: 'Ana María', last_name: 'López' }]);
});

test('the delivery address wins over that of the bill', async () => {
  const browser = new Browser();
  const page = browser.open(`<form><input id=a autocomplete="shipping address-level2"><input id=b autocomplete="billing address-level2"></form>`);
  page.type('#b', 'Sofia');
  page.type('#a', 'Plovdiv');
  await pass(1000);
  expect(entered(browser)).toEqual([{ city: 'Plovdiv' }]);
});

describe('never leaves the page:', () => {
  test.each([
    ['a password', '<input type=password name=password autocomplete=new-password>', 'hunter2hunter2'],
    ['a password shown as text', '<input type=text name=email_password>', 'hunter2hunter2'],
    ['a card number', '<input name=cardnumber autocomplete=cc-number>', '4242424242424242'],
    ['the name on a card', '<input name=first_name autocomplete=cc-name>', 'Ana López'],
    ['a card number in a telephone field', '<input type=tel>', '4242424242424242'],
    ['a card number in an address field', '<input autocomplete=address-line1>', '4242 4242 4242 4242'],
    ['a one-time code', '<input name=phone_code autocomplete=one-time-code>', '123456'],
    ['a hidden field', '<input type=hidden name=email>', 'ana@example.com'],
    ['an ignored field', '<input type=email data-cartwright-ignore>', 'ana@example.com'],
    ['a field in an ignored part', '<div data-cartwright-ignore><input type=email></div>', 'ana@example.com'],
    ['a coupon', '<input name=city_coupon>', 'SAVE10'],
    ['a search', '<input type=search name=city>', 'Plovdiv'],
    ['a note', '<textarea name=comment></textarea>', 'call me'],
  ])('%s', async (_, field, value) => {
    const browser = new Browser();
    const page = browser.open(`<form>${field}<input id=known autocomplete=postal-code></form>`);
    page.type('form :is(input, textarea)', value);
    page.type('#known', '4000');
    page.fire('form', 'submit');
    page.leave();
    await pass(5000);
    expect(entered(browser)).toEqual([{ postal_code: '4000' }]);
    expect(JSON.stringify(browser.sent)).not.toContain(value);
  });

  test('a field that is not shown', async () => {
    const browser = new Browser();
    const page = browser.open('<form><input type=email><input id=known autocomplete=postal-code></form>');
    page.field('input').checkVisibility = () => false;
    page.type('input', 'trap@example.com');
    page.type('#known', '4000');
    await pass(1000);
    expect(entered(browser)).toEqual([{ postal_code: '4000' }]);
  });
});

describe('consent', () => {
  const text = "Remind me by e-mail if I don't finish";

  test('is what the shopper ticked, with the words beside it', async () => {
    const browser = new Browser();
    const page = browser.open(contact);
    page.type('[type=email]', 'ana@example.com');
    await pass(1000);
    page.tick('[type=checkbox]', true);
    await pass(1000);
    page.tick('[type=checkbox]', false);
    await pass(1000);
    expect(entered(browser)).toEqual([
      { email: 'ana@example.com' },
      { email: 'ana@example.com', consent: { email: true, text } },
      { email: 'ana@example.com', consent: { email: false, text } },
    ]);
  });

  test('names its channel', async () => {
    const browser = new Browser();
    const page = browser.open(contact.replace('</form>', '<label><input type="checkbox" id="sms" data-cartwright-consent="sms"> And by text</label></form>'));
    page.type('[type=tel]', '0888 123456');
    page.tick('[type=checkbox]', true);
    page.tick('#sms', true);
    await pass(1000);
    expect(entered(browser)).toEqual([{ phone: '0888 123456', consent: { email: true, sms: true, text: text + ' / And by text' } }]);
  });

  test('is not repeated by a tick the shop restored', async () => {
    const browser = new Browser();
    const page = browser.open(contact.replace('type="checkbox"', 'type="checkbox" checked'));
    page.type('[type=email]', 'ana@example.com');
    await pass(1000);
    expect(entered(browser)).toEqual([{ email: 'ana@example.com' }]);
  });
});

describe('with Global Privacy Control', () => {
  const gpc = { early: (window: any) => (window.navigator.globalPrivacyControl = true) };

  test('typing sends nothing', async () => {
    const browser = new Browser();
    const page = browser.open(contact, gpc);
    page.type('[type=email]', 'ana@example.com');
    page.fire('[type=email]', 'focusout');
    await pass(1000);
    page.leave();
    await pass(1000);
    expect(browser.events).toEqual([]);
    expect(JSON.stringify({ ...page.window.sessionStorage })).not.toContain('ana');
  });

  test('submitting sends what was submitted', async () => {
    const browser = new Browser();
    const page = browser.open(contact, gpc);
    page.type('[type=email]', 'ana@example.com');
    page.tick('[type=checkbox]', true);
    page.fire('form', 'submit');
    await pass(100);
    expect(entered(browser)).toEqual([{ email: 'ana@example.com', consent: { email: true, text: expect.any(String) } }]);
  });
});

test.each([['submit', 1], ['off', 0]])('data-details="%s" asks for less', async (mode, afterSubmit) => {
  const browser = new Browser();
  const page = browser.open(contact, { attributes: `data-details=${mode}` });
  page.type('[type=email]', 'ana@example.com');
  await pass(1000);
  expect(entered(browser)).toHaveLength(0);
  page.fire('form', 'submit');
  await pass(1000);
  expect(entered(browser)).toHaveLength(afterSubmit);
});
