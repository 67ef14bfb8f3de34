import { knownCart, stage, track } from './events';
import { guard, on, visible } from './guard';

const minute = 60_000;
const present = 30 * minute; // after this long without a touch nobody sits before the open page
const gap = 10_000; // ms; switching tabs back and forth says nothing new

let touched = Date.now();
let told = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function tell(): void {
  if (!visible() || !knownCart() || Date.now() - told < gap) return;
  told = Date.now();
  track('Page Visible', { cart_id: knownCart(), stage });
}

function watch(): void {
  clearInterval(timer);
  if (visible()) timer = setInterval(guard(() => Date.now() - touched < present && tell()), minute);
}

/** Says once a minute that the shopper still looks at the shop, so that no reminder leaves while they do. */
export function start(): void {
  on(window, 'pointerdown pointermove keydown wheel scroll touchstart', () => (touched = Date.now()));
  on(document, 'visibilitychange', () => (watch(), tell()));
  on(window, 'pageshow', (event) => event.persisted && (watch(), tell()));
  watch();
}
