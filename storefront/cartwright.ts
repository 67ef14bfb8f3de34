// The storefront snippet. It tells the server what happens to the cart and the checkout, and brings a restored cart back.
//   <script async src="https://HOST/cartwright.js" data-key="WRITE_KEY"></script>
// data-host    another server than the one the script came from
// data-ga4     "off": do not read along what the shop tells Google's tag
//              (its consent mode is heard: with ad_user_data denied, only what is submitted is sent)
// data-details "submit": send what is typed only when the shopper submits it; "off": never
import { fillBack, listen } from './details';
import { send, showStage, track } from './events';
import { readAlong } from './ga4';
import { guard, warn } from './guard';
import { anonymousId, forget } from './identity';
import * as presence from './presence';
import * as queue from './queue';
import { land, onRestore } from './restore';
import { get, remove, set } from './storage';
import { trouble, watchErrors } from './trouble';

type Properties = Record<string, any>;

const commands: Record<string, (...args: any[]) => void> = {
  track,
  trouble,
  onRestore,
  page: (properties?: Properties) => send('page', { properties }),
  /** A user id is remembered for the events to come; null forgets it, and the traits belong to the visitor. */
  identify(userId: string | null, traits?: Properties) {
    if (userId) set('localStorage', 'cw_uid', String(userId));
    else remove('localStorage', 'cw_uid');
    send('identify', { traits });
  },
  cart: (cart: Properties) => track('Cart Updated', cart),
  step(name: string, properties?: Properties) {
    showStage(name);
    track('Checkout Step Viewed', { ...properties, stage: name });
    setTimeout(guard(fillBack)); // a shop of one page has just drawn this step's form
  },
  /** For the shop's own back end, whose orders then join this visitor and the message that brought them. */
  identity: (callback: (ids: object) => void) =>
    callback({ anonymousId: anonymousId(), userId: get('localStorage', 'cw_uid'), ref: get('localStorage', 'cw_ref') }),
  reset: forget,
};

guard(() => {
  const page = window as any;
  const before = page.cartwright;
  const script = (document.currentScript || document.querySelector('script[data-key][src*="cartwright"]')) as HTMLScriptElement;
  const { key, host, details, ga4 } = script.dataset;
  if (!key) return warn('data-key is missing');
  if (before?.loaded) return; // the tag stands twice in the page
  const server = host?.replace(/\/$/, '') || script.src.replace(/\/[^/?]*(\?.*)?$/, '');

  const run = guard((name: string, ...args: unknown[]) => (commands[name] || (() => warn('there is no ' + name)))(...args));
  // A script that kept the stub from before goes on pushing to its queue.
  page.cartwright = Object.assign((...args: [string]) => run(...args), { loaded: true, q: { push: (args: [string]) => run(...args) } });

  guard(() => land(server, key))();
  if (details !== 'off') guard(() => listen(details === 'submit' || !!(navigator as any).globalPrivacyControl))();
  watchErrors();
  presence.start();
  queue.start(server, key);
  if (ga4 !== 'off') guard(readAlong)();
  for (const call of before?.q || []) run(...(call as [string]));
})();
