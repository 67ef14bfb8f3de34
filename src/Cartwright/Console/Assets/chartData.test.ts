// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { apart, axisFormat, least, readTable } from './chartData';

describe('the data of a chart', () => {
  it('are the rows of the table behind it', () => {
    document.body.innerHTML = `<table><thead><tr><th>Day</th><th>Left</th><th>Won back</th></tr></thead><tbody>
      <tr><th>1 Jan</th><td data-v="1200">1,200</td><td data-v="0"> 0 </td></tr></tbody></table>`;
    expect(readTable(document.querySelector('table')!)).toEqual({
      columns: ['Left', 'Won back'],
      rows: [{ label: '1 Jan', values: [1200, 0], texts: ['1,200', '0'] }],
    });
  });

  it('are written short at the axis, money in major units', () => {
    expect(axisFormat('en', 'EUR', 2)(123_450)).toBe('€1.2K');
    expect(axisFormat('en', 'JPY', 0)(1_500)).toBe('¥1.5K');
    expect(axisFormat('en', undefined, 0)(40)).toBe('40');
  });

  it('do not make a tower of one cart', () => {
    expect(least([0, 1], 4)).toBe(4);
    expect(least([0, 9], 4)).toBeUndefined();
  });

  it('have labels that do not lie on each other', () => {
    expect(apart([100, 20], 16)).toEqual([0, 0]);
    expect(apart([50, 50], 16)).toEqual([-8, 8]);
    expect(apart([58, 50], 16)).toEqual([4, -4]);
    expect(apart([50, 50, 50], 16)).toEqual([-16, 0, 16]);
  });
});
