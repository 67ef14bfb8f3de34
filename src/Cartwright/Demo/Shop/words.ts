import strings from './strings.en.json';

export type Key = keyof typeof strings;

/** The words for a key in the page's language, with {name} replaced. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return strings[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

const euros = new Intl.NumberFormat(strings.lang, { style: 'currency', currency: 'EUR' });

/** Minor units (cents) as the shopper reads them. */
export const money = (minor: number): string => euros.format(minor / 100);
