// Which form field is which personal detail. The autocomplete attribute says it best; type and name are the fall-back.
export type Details = Record<string, string>;
export type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const byAutocomplete: Details = {
  email: 'email', tel: 'phone', 'tel-national': 'phone', name: 'name', 'given-name': 'first_name', 'family-name': 'last_name',
  'street-address': 'address1', 'address-line1': 'address1', 'address-line2': 'address2', 'address-level2': 'city',
  'address-level1': 'region', 'postal-code': 'postal_code', country: 'country', 'country-name': 'country', organization: 'company',
};

// Tried in this order on the name, or the id, written with underscores: "email_address" is an e-mail, not a street.
const byName: [string, RegExp][] = [
  ['email', /e_?mail/],
  ['phone', /(^|_)(tele)?phone|mobile|(^|_)tel(_|$)/],
  ['first_name', /(first|given)_?name/],
  ['last_name', /(last|family|sur)_?name/],
  ['postal_code', /zip|post(al)?_?code/],
  ['address2', /address_?(line)?_?2|apartment/],
  ['address1', /street|address/],
  ['city', /(^|_)(city|town)/],
  ['region', /(^|_)(region|state|province)/],
  ['country', /country/],
  ['company', /company|organi[sz]ation/],
];

const secret = /^cc-|^transaction|password|one-time|card|cvc|cvv|iban|captcha|coupon|token|url/;

/** The detail a field holds, or undefined: secrets, hidden, unknown and ignored fields are nobody's business. */
export function recognise(field: Field): string | undefined {
  const { type, name, id } = field;
  if (!/^(text|email|tel|number|select-one|textarea)$/.test(type) || field.closest('[data-cartwright-ignore]')) return;
  // Not shown: a trap for robots, or something autofill filled in without the shopper seeing it.
  if (field.checkVisibility?.({ visibilityProperty: true } as CheckVisibilityOptions) === false) return;
  // The last token says what it is: "section-a shipping email".
  const purpose = (field.getAttribute('autocomplete') || '').toLowerCase().trim().split(/\s+/).pop()!;
  if (byAutocomplete[purpose]) return byAutocomplete[purpose];
  const words = (name || id).replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase().replace(/[^a-z0-9]+/g, '_');
  if (secret.test(purpose) || secret.test(words)) return;
  return type === 'email' ? 'email' : type === 'tel' ? 'phone' : byName.find(([, pattern]) => pattern.test(words))?.[0];
}

/** A payment card's number in the wrong field: 15 to 19 digits with a right check digit. Shorter ones may be phone numbers. */
function isCardNumber(value: string): boolean {
  const digits = value.replace(/[\s-]/g, '');
  let sum = 0;
  [...digits].reverse().forEach((digit, index) => (sum += index % 2 ? ((+digit * 2) % 10) + (+digit > 4 ? 1 : 0) : +digit));
  return /^\d{15,19}$/.test(digits) && sum % 10 === 0;
}

/** The value as it may be sent: trimmed, on one line; '' when it is empty or not (yet) right. */
export function valid(detail: string, value: string): string {
  const text = value.trim().replace(/\s*\n\s*/g, ', ');
  const right =
    detail === 'email' ? /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(text)
    : detail === 'phone' ? /^\+?[\d\s()./-]+$/.test(text) && /^\d{6,15}$/.test(text.replace(/\D/g, ''))
    : true;
  return right && text.length < 255 && !isCardNumber(text) ? text : '';
}

const fieldsOf = (root: ParentNode): Field[] => [...root.querySelectorAll<Field>('input,select,textarea')];

/** What the recognised fields hold now, '' for those that are empty or not right. The delivery address wins over the bill's. */
export function read(root: ParentNode): Details {
  const found: Details = {};
  for (const field of fieldsOf(root)) {
    const detail = recognise(field);
    if (!detail) continue;
    const value = valid(detail, field.value);
    if (found[detail] && (!value || /billing/i.test(field.autocomplete + field.name))) continue;
    found[detail] = value;
    if (detail !== 'name') continue;
    const [, first, last] = /^(?:(.*) )?(\S*)$/.exec(value.replace(/\s+/g, ' '))!;
    found.first_name = first || last;
    found.last_name = first ? last : '';
  }
  delete found.name;
  return found;
}

/** Fills the recognised fields that are still empty, the way typing would: frameworks listen to the events. */
export function fill(details: Details): void {
  for (const field of fieldsOf(document)) {
    const detail = recognise(field);
    const value = detail === 'name' ? [details.first_name, details.last_name].filter(Boolean).join(' ') : details[detail!];
    if (!value) continue;
    if (field instanceof HTMLSelectElement) {
      const wanted = value.toLowerCase();
      const choice = [...field.options].find((o) => o.value.toLowerCase() === wanted || o.text.toLowerCase() === wanted);
      const untouched = [...field.options].every((o) => o.selected === o.defaultSelected) || !field.selectedIndex;
      if (!choice || choice.selected || !untouched) continue;
      choice.selected = true;
    } else if (field.value) {
      continue;
    } else {
      // The prototype's setter: some frameworks replace the element's own and would not see the change.
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')!.set!.call(field, value);
    }
    for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }));
  }
}
