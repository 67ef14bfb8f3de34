import { stage, track } from './events';
import { fill, read, recognise, type Field } from './fields';
import { guard, on } from './guard';
import { get, getObject, set } from './storage';

let timer: ReturnType<typeof setTimeout> | undefined;
let pending: ParentNode | undefined;
let filling = false;
let said = '';
let denied = false;
const ticked = new Map<HTMLInputElement, boolean>(); // consent boxes the shopper has touched on this page

/**
 * Listens to what is typed into the fields we recognise, anywhere on the page, and sends the whole current set after a
 * pause, when a field is left and when the page goes. With `onSubmit` (Global Privacy Control, or the shop's wish), and
 * while consent mode says denied, only what the shopper submits.
 */
export function listen(onSubmit: boolean): void {
  on(document, 'input change', ({ target, type }) => {
    if (filling) return;
    const consent = target.matches?.('[data-cartwright-consent]') && type === 'change';
    // A box that was never ticked says nothing; one that was ticked and then is not, does.
    if (consent && (target.checked || ticked.has(target))) ticked.set(target, target.checked);
    if (onSubmit || denied || !(consent || (target.form !== undefined && recognise(target as Field)))) return;
    pending = target.form || document;
    clearTimeout(timer);
    timer = setTimeout(guard(flush), 600);
  });
  on(document, 'submit', ({ target }) => ((pending = target), flush()));
  on(document, 'focusout', flush);
  // Must be registered before the queue's own listeners of these events, so that it finds the last details.
  on(window, 'pagehide', flush);
  on(document, 'visibilitychange', flush);
  if (document.readyState === 'loading') on(document, 'DOMContentLoaded', fillBack);
  else fillBack();
}

/** What the shopper said to the shop's consent banner, as Google's consent mode tells it. Denied: only what is submitted. */
export const consentMode = (signal?: string) => signal && (denied = signal === 'denied');

function flush(): void {
  clearTimeout(timer);
  const form = pending;
  pending = undefined;
  if (!form) return;
  const here = read(form);
  const consent = consents(form);
  if (!consent && !Object.values(here).some(Boolean)) return;
  // What earlier steps of this tab said goes along, so that each event stands for itself; what was cleared is gone.
  const typed = { ...getObject('sessionStorage', 'cw_typed'), ...here };
  for (const detail in typed) if (!typed[detail]) delete typed[detail];
  set('sessionStorage', 'cw_typed', JSON.stringify(typed));
  const properties = { ...typed, stage, consent };
  const text = JSON.stringify(properties);
  if (text === said) return;
  said = text;
  track('Checkout Details Entered', properties);
}

/**
 * Consent as given on this very page by the shopper's own hand. A tick that the shop or the browser restored is not
 * repeated: it could undo an opt-out made in between.
 */
function consents(form: ParentNode): Record<string, unknown> | undefined {
  const given: Record<string, boolean> = {};
  const texts: string[] = [];
  for (const [box, yes] of ticked) {
    if (!form.contains(box) || box.closest('[data-cartwright-ignore]')) continue;
    given[box.dataset.cartwrightConsent || 'email'] = yes; // or "sms"
    texts.push((box.labels?.[0]?.textContent || box.getAttribute('aria-label') || '').replace(/\s+/g, ' ').trim());
  }
  return texts.length ? { ...given, text: texts.join(' / ') } : undefined;
}

/** Fills the forms of this page with the details a restore link gave back, kept for the steps to come. */
export function fillBack(): void {
  if (!get('sessionStorage', 'cw_back')) return;
  filling = true; // not typed by anybody, so not to be sent
  try {
    fill(getObject('sessionStorage', 'cw_back'));
  } finally {
    filling = false;
  }
}
