import { knownCart, stage, track } from './events';
import { on } from './guard';

let automatic = 5; // per page; a loop that throws must not drown the rest

export function trouble(kind: string, properties?: { message?: unknown; code?: unknown }): void {
  const { message, code } = properties || {};
  track('Checkout Trouble', {
    kind, // the server knows the kinds; another one is "other"
    message: message && String(message).slice(0, 300),
    code: code && String(code),
    stage,
    cart_id: knownCart() || undefined,
  });
}

/** Reports script errors on checkout pages: those where the shop named a step, or whose path says so. */
export function watchErrors(): void {
  on(window, 'error unhandledrejection', ({ message, reason, filename }) => {
    const text = message || reason?.message || reason;
    if (!text || /extension:/.test(filename) || /ResizeObserver/.test(text)) return; // a missing picture, a visitor's add-on, harmless
    if ((stage || /check-?out/i.test(location.pathname)) && automatic-- > 0) trouble('script_error', { message: text });
  });
}
