// Draws the charts of a page: <figure data-chart="bars|lines|stages">, from the table inside.
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { apart, axisFormat, least, readTable, type ChartData } from './chartData';

use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

const LABEL = 16; // px: a line of text

const calm = matchMedia('(prefers-reduced-motion: reduce)');
const dark = matchMedia('(prefers-color-scheme: dark)');
const charts: (() => void)[] = [];

for (const figure of document.querySelectorAll<HTMLElement>('figure[data-chart]')) {
  const area = figure.querySelector<HTMLElement>('.chart-area');
  const table = figure.querySelector('table');
  if (!area || !table) continue;
  const chart: EChartsType = init(area, null, { renderer: 'canvas' });
  const data = readTable(table);
  const draw = () => {
    chart.setOption(options(figure, data, area.clientWidth), true);
    if (figure.dataset.chart === 'lines') spread(chart, data);
  };
  draw();
  charts.push(draw);
  new ResizeObserver(() => {
    chart.resize();
    draw();
  }).observe(area);
}
dark.addEventListener('change', () => charts.forEach((draw) => draw()));

function options(figure: HTMLElement, data: ChartData, width: number): EChartsCoreOption {
  const style = getComputedStyle(figure);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const colors = (figure.dataset.colors ?? '').split(' ').map((name) => color(`graph-${name}`));
  const font = { fontFamily: style.fontFamily, fontSize: 12, color: color('ink-2') };
  const axis = { axisLine: { show: false }, axisTick: { show: false }, axisLabel: font };
  const values = axisFormat(document.documentElement.lang, figure.dataset.currency, Number(figure.dataset.digits ?? 0));
  const lines = { ...axis, axisLabel: { ...font, formatter: values }, splitLine: { lineStyle: { color: color('line') } }, splitNumber: 3 };
  const common: EChartsCoreOption = {
    animation: !calm.matches,
    animationDuration: 150,
    textStyle: font,
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText', // the other mode writes style attributes, which the page's policy forbids
      axisPointer: { type: figure.dataset.chart === 'lines' ? 'line' : 'shadow', lineStyle: { color: color('line-strong') }, shadowStyle: { color: color('hover') } },
      backgroundColor: color('surface'),
      borderColor: color('line-strong'),
      borderWidth: 1,
      padding: [8, 12],
      confine: true,
      textStyle: { ...font, color: color('ink') },
      formatter: (points: { dataIndex: number }[]) => {
        const row = data.rows[points[0]!.dataIndex]!;
        return [row.label, ...data.columns.map((column, i) => `${column}  ${row.texts[i]}`)].join('\n');
      },
    },
  };
  if (figure.dataset.chart === 'stages') return stages(common, data, axis, colors[0]!, { ...font, color: color('ink') });

  const labels = data.rows.map((row) => row.label);
  const every = Math.max(1, Math.ceil(labels.length / Math.max(2, Math.floor(width / 90))));
  // The last day is always named, the others counted back from it.
  const interval = (index: number) => (labels.length - 1 - index) % every === 0;
  const isLines = figure.dataset.chart === 'lines';
  return {
    ...common,
    grid: { left: 4, right: isLines ? 76 : 14, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { type: 'category', data: labels, ...axis, axisLabel: { ...font, interval, hideOverlap: true }, axisLine: { show: true, lineStyle: { color: color('line-strong') } }, boundaryGap: !isLines },
    yAxis: { type: 'value', min: 0, max: least(data.rows.flatMap((row) => row.values), figure.dataset.currency ? 0 : 4), minInterval: figure.dataset.currency ? undefined : 1, ...lines },
    series: data.columns.map((name, i) => ({
      name,
      data: data.rows.map((row) => row.values[i]),
      color: colors[i],
      ...(isLines
        ? { type: 'line', symbol: 'none', lineStyle: { width: 2 }, endLabel: { show: true, formatter: name, ...font, fontWeight: 600, color: colors[i], distance: 6 } }
        : { type: 'bar', barMaxWidth: 24, barCategoryGap: '28%', itemStyle: { borderRadius: [2, 2, 0, 0] } }),
    })),
  };
}

// Lines that end at the same height would write their names on each other.
function spread(chart: EChartsType, data: ChartData): void {
  const last = data.rows.at(-1)?.values ?? [];
  const heights = last.map((value) => Number(chart.convertToPixel({ yAxisIndex: 0 }, value)));
  // Not at the axis, where the days stand.
  const bottom = Number(chart.convertToPixel({ yAxisIndex: 0 }, 0)) - LABEL / 2;
  const wanted = heights.map((height) => Math.min(height, bottom));
  const placed = apart(wanted, LABEL).map((move, i) => wanted[i]! + move);
  const lift = Math.max(0, ...placed.map((height) => height - bottom));
  chart.setOption({ series: placed.map((height, i) => ({ endLabel: { offset: [0, height - lift - heights[i]!] } })) });
}

function stages(common: EChartsCoreOption, data: ChartData, axis: object, color: string, font: object): EChartsCoreOption {
  return {
    ...common,
    grid: { left: 4, right: 116, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { type: 'value', min: 0, show: false },
    yAxis: { type: 'category', data: data.rows.map((row) => row.label), inverse: true, ...axis },
    series: [
      {
        type: 'bar',
        data: data.rows.map((row) => row.values[0]),
        color,
        barMaxWidth: 20,
        itemStyle: { borderRadius: [0, 2, 2, 0] },
        label: { show: true, position: 'right', ...font, formatter: (point: { dataIndex: number }) => data.rows[point.dataIndex]!.texts.join(' · ') },
      },
    ],
  };
}
