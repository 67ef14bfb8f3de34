// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import { replace } from './live';

function part(html: string): HTMLElement {
  const div = document.createElement('div');
  div.innerHTML = html;
  return div;
}

describe('replacing a live part', () => {
  beforeEach(() => {
    document.body.innerHTML = '<div id="list"><a id="c-1" href="#">one</a><form><input name="q"></form><details><summary>more</summary></details></div>';
  });
  const list = () => document.getElementById('list')!;

  it('takes what is new and keeps the focus on the same row', () => {
    document.getElementById('c-1')!.focus();
    expect(replace(list(), part('<a id="c-2" href="#">two</a><a id="c-1" href="#">one</a>'))).toBe(true);
    expect(list().textContent).toBe('twoone');
    expect(document.activeElement?.id).toBe('c-1');
  });

  it('leaves a form alone that somebody is in', () => {
    document.querySelector('input')!.focus();
    expect(replace(list(), part('<p>other</p>'))).toBe(false);
    expect(list().textContent).toContain('one');
  });

  it('leaves an open disclosure alone', () => {
    document.querySelector('details')!.open = true;
    expect(replace(list(), part('<p>other</p>'))).toBe(false);
  });

  it('does nothing when only the token of a form is new', () => {
    document.body.innerHTML = '<div id="list"><form><input type="hidden" name="form" value="a"></form></div>';
    expect(replace(list(), part('<form><input type="hidden" name="form" value="b"></form>'))).toBe(false);
  });

  it('stays when the part is gone from the page', () => expect(replace(list(), null)).toBe(false));
});
