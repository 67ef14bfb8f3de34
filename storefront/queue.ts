import { guard, on, visible, warn } from './guard';
import { get, keys, remove, set } from './storage';

// Each event lies under a key of its own until the server has said it is safe: two tabs never overwrite each other's
// queue, and a reload finds what was not sent. A tab may send again what another tab or an earlier page has under way;
// the messageId is the same, so the server counts it once.
const prefix = 'cw_q.';
const kept = 200; // events; a shop's own use of local storage (5 MB) must not suffer from ours
const lateWindow = 7 * 86_400_000; // ms; the server takes no event older than this
const chunk = 20_000; // characters, at most 60 KB as UTF-8: browsers refuse keepalive bodies of more than 64 KB
const canOutlivePage = 'keepalive' in Request.prototype;

let address = '';
let writeKey = '';
let underWay = new Set<string>();
let failures = 0;
let notBefore = 0; // epoch ms
let timer: ReturnType<typeof setTimeout> | undefined;

/** Starts the queue with what earlier pages could not send. */
export function start(host: string, key: string): void {
  address = host + '/v1/batch';
  writeKey = key;
  on(window, 'pagehide', () => flush(true));
  on(document, 'visibilitychange', () => visible() || flush(true)); // the last event a phone's browser is sure to give
  on(window, 'online', () => ((notBefore = 0), flush()));
  on(window, 'pageshow', (event) => {
    if (!event.persisted) return;
    underWay = new Set(); // what was under way when the page was frozen may never be answered
    flush();
  });
  plan(0);
}

/** The id sorts by time, so that a batch keeps the order in which things happened. */
export function add(messageId: string, item: object): void {
  set('localStorage', prefix + messageId, JSON.stringify(item));
  plan(50); // gathers the events of one click
}

function plan(delay: number): void {
  clearTimeout(timer);
  timer = setTimeout(guard(() => flush()), Math.max(delay, notBefore - Date.now()));
}

/** Sends what waits. `leaving`: the page may be gone in a moment, so do not wait for answers or back-off. */
export function flush(leaving?: boolean): void {
  if (!leaving && underWay.size) return; // its answer flushes again
  if (!leaving && Date.now() < notBefore) return plan(0);
  const batch = waiting();
  if (!batch.size) return;
  const body = `{"batch":[${[...batch.values()]}],"sentAt":"${new Date().toISOString()}","writeKey":${JSON.stringify(writeKey)}}`;
  if (leaving && !canOutlivePage) {
    navigator.sendBeacon(address, body); // without an answer: the next page sends them again
    return;
  }
  for (const key of batch.keys()) underWay.add(key);
  // A string body goes as text/plain, which needs no preflight. Without a deadline a hung connection would block the queue.
  fetch(address, { method: 'POST', body, keepalive: body.length < chunk * 1.2, credentials: 'omit', signal: AbortSignal.timeout?.(30_000) })
    .then((answer) => settle(batch, answer.status, answer.headers.get('retry-after')), () => settle(batch, 0))
    .catch(warn);
}

function waiting(): Map<string, string> {
  const batch = new Map<string, string>();
  let size = 0;
  const all = keys('localStorage', prefix);
  all.forEach((key, index) => {
    const text = get('localStorage', key);
    const since = parseInt(key.slice(prefix.length, prefix.length + 8), 36); // see messageId in events.ts
    if (!text || index < all.length - kept || since < Date.now() - lateWindow) return remove('localStorage', key);
    if (underWay.has(key) || (size += text.length) > chunk && batch.size) return;
    batch.set(key, text);
  });
  return batch;
}

function settle(batch: Map<string, string>, status: number, retryAfter?: string | null): void {
  for (const key of batch.keys()) underWay.delete(key);
  if (status === 0 || status === 429 || status === 408 || status >= 500) {
    const wait = +(retryAfter || 0) * 1000 || 1000 * 2 ** Math.min(failures++, 6) * (0.75 + Math.random() / 2);
    notBefore = Date.now() + Math.min(wait, 300_000);
    return plan(0);
  }
  failures = notBefore = 0;
  if (status >= 400) warn(`the server refused ${batch.size} event(s) with status ${status}`);
  for (const key of batch.keys()) remove('localStorage', key);
  flush();
}
