// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { canBeDrawn, gist, plainHandlebars, read, reopened, write } from './mjmlTree';

const mail = `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all color="#222" />
      <mj-text font-size="16px" />
      <mj-class name="big" font-size="20px" />
    </mj-attributes><!-- <mj-body> is not here -->
  </mj-head>
  <mj-body width='600px'>
    <!-- above --><mj-raw>{{#if offer}}</mj-raw>
    <mj-section padding="0"><mj-column>
        <mj-text css-class="ink">Hello <b>{{shopper.firstName}}</b></mj-text>
        <mj-spacer height="10px" />
        <mj-table>{{#each cart.lines}}<tr><td>{{name}}</td></tr>{{/each}}</mj-table>
      </mj-column></mj-section>
  </mj-body>
</mjml>
`;

describe('the body of a template', () => {
  it('is written back byte by byte', () => {
    const sheet = read(mail)!;
    expect(sheet.before + write(sheet.body) + sheet.after).toBe(mail);
    const column = sheet.body.children![1].children![0];
    expect(column.children!.map((part) => part.tag)).toEqual(['mj-text', 'mj-spacer', 'mj-table']);
    expect(sheet.body.attributes.get('width')).toBe('600px');
    expect(sheet.body.children![0].lead).toContain('<!-- above -->');
  });

  it('is none when tags do not close in turn', () => {
    expect(read('<mjml><mj-body><mj-section></mj-body></mjml>')).toBeNull();
    expect(read('<mjml><mj-body><mj-text>a</mj-body></mjml>')).toBeNull();
    expect(read('<p>a</p>')).toBeNull();
  });

  it('knows what the head says of a tag', () => {
    const { defaults } = read(mail)!;
    expect([...defaults('mj-text', '')]).toEqual([['color', '#222'], ['font-size', '16px']]);
    expect(defaults('mj-text', 'big').get('font-size')).toBe('20px');
    expect(defaults('mj-button', '').has('font-size')).toBe(false);
  });

  it('keeps the rest of an opening tag', () => {
    expect(reopened('<mj-text  a="1" b=\'2\'>', new Map([['b', '3'], ['c', 'say "x"'], ['a', null]]))).toBe(`<mj-text b="3" c='say "x"'>`);
    expect(reopened('<mj-spacer height="10px" />', new Map([['width', '5px']]))).toBe('<mj-spacer height="10px" width="5px" />');
  });

  it.each([
    ['Hello{{#if shopper.firstName}} {{shopper.firstName}}{{/if}}, <b>you</b><br>', true],
    ['{{#if a}}<div>{{b}}</div>{{/if}}', true],
    ['{{plural n "item" "items"}} &amp; more', true],
    ['{{#if url}}<a href="{{url}}">{{/if}}name{{#if url}}</a>{{/if}}', false],
    ['<table>{{#each lines}}<tr><td>a</td></tr>{{/each}}</table>', false],
    ['<div>not closed', false],
  ])('may be drawn or not: %s', (inner, expected) => expect(canBeDrawn(inner, document)).toBe(expected));

  it('takes Handlebars out of what a browser escaped', () => {
    expect(plainHandlebars('a &amp; {{#if (gt a&nbsp;1)}}{{plural n &quot;x&quot; "y"}} &lt;')).toBe('a &amp; {{#if (gt a 1)}}{{plural n "x" "y"}} &lt;');
  });

  it('says what a kept part is', () => {
    const [condition, section] = read(mail)!.body.children!;
    expect(gist(condition)).toBe('if offer');
    expect(gist(section.children![0].children![2])).toBe('each cart.lines');
  });
});
