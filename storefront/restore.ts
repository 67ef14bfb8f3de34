import { fillBack } from './details';
import { guard, on, visible, warn } from './guard';
import { anonymousId } from './identity';
import { get, remove, set } from './storage';

type Callback = (result: unknown) => void;
const pattern = /([?#&])cw[-_]restore=([^&#]*)&?/;
const callbacks: Callback[] = [];
let result: { error?: string } | undefined;

/** Calls back with what the link brought, also when that was before the call. */
export function onRestore(callback: Callback): void {
  callbacks.push(callback);
  if (result) guard(callback)(result);
}

/**
 * Takes a restore token out of the address at once, so that neither a copied address nor another script's page view
 * carries it. It waits in the session until it is answered: the shopper may be quicker than the network.
 */
export function land(host: string, writeKey: string): void {
  const token = pattern.exec(location.href)?.[2];
  if (token) {
    set('sessionStorage', 'cw_token', decodeURIComponent(token));
    const clean = location.href.replace(pattern, '$1').replace(/[?&#](?=#|$)/, '');
    history.replaceState(history.state, '', clean);
  }
  const waiting = get('sessionStorage', 'cw_token');
  if (!waiting) return;
  const ask = () => post(host, JSON.stringify({ writeKey, token: waiting, anonymousId: anonymousId() }), waiting, 0);
  // A page rendered ahead or opened in the background is nobody's visit yet.
  let asked = false;
  const seen = () => visible() && !asked && ((asked = true), ask());
  on(document, 'visibilitychange', seen);
  seen();
}

function post(host: string, body: string, token: string, failures: number): void {
  const again = () => {
    if (failures < 4) setTimeout(guard(() => post(host, body, token, failures + 1)), 1000 * 2 ** failures);
    else tell({ error: 'unavailable' }); // the token stays: the next page asks again
  };
  fetch(host + '/v1/restore', { method: 'POST', body, credentials: 'omit' })
    .then((answer) => {
      if (answer.status === 429 || answer.status >= 500) return again();
      remove('sessionStorage', 'cw_token');
      return answer.ok ? answer.json().then((found) => restored(found, token)) : tell({ error: 'expired' });
    }, again)
    .catch(warn);
}

function restored(found: { details?: object | null }, token: string): void {
  set('localStorage', 'cw_ref', token);
  if (found.details) set('sessionStorage', 'cw_back', JSON.stringify(found.details));
  guard(fillBack)();
  tell(found);
  window.dispatchEvent(new CustomEvent('cartwright:restore', { detail: found }));
}

function tell(what: object): void {
  result = what;
  for (const callback of callbacks) guard(callback)(what);
}
