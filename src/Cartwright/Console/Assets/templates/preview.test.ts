import { expect, it } from 'vitest';
import { previewOf, withPreview } from './preview';

it('takes the line out of the layout and puts it back', () => {
  const mjml = '<mjml><mj-head>\n  <mj-preview>Tea &amp; {{#if (gt n 1)}}more{{/if}}</mj-preview></mj-head></mjml>';
  expect(previewOf(mjml)).toBe('Tea & {{#if (gt n 1)}}more{{/if}}');
  expect(withPreview(mjml, 'Tea & {{#if (gt n 1)}}more{{/if}}')).toBe(mjml);
  expect(withPreview(mjml, 'a < b {{plural n "x" "y"}} $&')).toContain('<mj-preview>a &lt; b {{plural n "x" "y"}} $&amp;</mj-preview>');
});

it('puts a line where there was none', () => {
  expect(withPreview('<mjml><mj-head>\n  <mj-title>a</mj-title></mj-head></mjml>', 'b')).toBe('<mjml><mj-head>\n  <mj-preview>b</mj-preview>\n  <mj-title>a</mj-title></mj-head></mjml>');
  expect(withPreview('<mjml></mjml>', 'b')).toBe('<mjml></mjml>');
  expect(previewOf('<mjml></mjml>')).toBeNull();
});
