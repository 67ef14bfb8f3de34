// MJML's compiler, the one the defaults were built with. Fetched when a template is opened, and by no other page.
import mjml2html from 'mjml-browser';
import { mistakes, options, tighten } from '../../../../../templates/compile.mjs';
import type { Fault } from './code';

export interface Compiled {
  /** Empty when the layout could not be read. */
  html: string;
  faults: Omit<Fault, 'part' | 'where'>[];
}

export function compile(source: string): Compiled {
  try {
    const { html, errors } = mjml2html(source, { ...options, ignoreIncludes: true });
    // What is wrong with an attribute costs that attribute; an element that does not fit is left out of the mail.
    const faults = mistakes(errors).map((error) => ({ line: error.line ?? null, column: null, says: `<${error.tagName}> ${error.message}`, warning: /^attribute/i.test(error.message) }));
    return { html: tighten(html), faults };
  } catch (error) {
    return { html: '', faults: [{ line: null, column: null, says: (error as Error).message.split('\n')[0], warning: false }] };
  }
}
