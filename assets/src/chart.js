// Charts are drawn from the table that stands behind each of them; loaded only where there is one.
import * as echarts from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const COLOURS = ["#0b6b74", "#d28a1a", "#b3212d", "#5b7f95"];
const FONT = '"Noto Sans SC Variable", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

function series(table) {
  const heads = [...table.tHead.rows[0].cells].filter((cell) => cell.dataset.series);
  const rows = [...table.tBodies[0].rows];
  return {
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    lines: heads.map((cell) => ({
      name: cell.textContent.trim(),
      kind: cell.dataset.series,
      values: rows.map((row) => {
        const text = row.cells[cell.cellIndex].dataset.value ?? row.cells[cell.cellIndex].textContent;
        return text.trim() === "" ? null : Number(text);
      }),
    })),
  };
}

function option({ labels, lines }, lying) {
  const names = { type: "category", data: labels, inverse: lying, axisLabel: { fontFamily: FONT, color: "#33454e", hideOverlap: true }, axisTick: { show: false }, axisLine: { lineStyle: { color: "#c3ced3" } } };
  const values = { type: "value", minInterval: 1, axisLabel: { fontFamily: FONT, color: "#556872" }, splitLine: { lineStyle: { color: "#e9eef0" } } };
  return {
    color: COLOURS,
    aria: { enabled: true },
    animation: false,
    textStyle: { fontFamily: FONT },
    legend: { show: lines.length > 1, top: 0, textStyle: { fontFamily: FONT, color: "#33454e" } },
    grid: { left: 8, right: 24, top: lines.length > 1 ? 36 : 12, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", textStyle: { fontFamily: FONT } },
    xAxis: lying ? values : names,
    yAxis: lying ? names : values,
    series: lines.map((line) => ({ name: line.name, type: line.kind, data: line.values, barMaxWidth: 18, symbolSize: 7 })),
  };
}

export async function drawCharts(root) {
  for (const place of root.querySelectorAll("[data-chart]")) {
    if (place.dataset.ready) continue;
    place.dataset.ready = "1";
    const table = document.getElementById(place.dataset.chart);
    const data = series(table);
    await document.fonts.load('400 14px "Noto Sans SC Variable"', data.labels.join(""));
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption(option(data, place.dataset.lying !== undefined));
    new ResizeObserver(() => chart.resize()).observe(place);
  }
}
