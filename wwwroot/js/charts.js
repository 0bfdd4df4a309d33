import { axisText, valueText } from "./format.js";

const library = "/_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js";
const left = 58, right = 18, titleHeight = 30, labelHeight = 30;
const timelineHeight = 92;
const panelHeights = [210, 210, 110, 110];
// A loss rarely spans a decade, so powers of ten alone would label nothing.
const logTicks = [-4, -3, -2, -1, 0, 1, 2, 3].flatMap(power => [1, 2, 5].map(digit => digit * 10 ** power));
let loading;

const inks = {
  light: { text: "#1c2430", soft: "#56606e", line: "#dfe3e8", ground: "#ffffff", edge: "#8b95a3" },
  dark: { text: "#e8ebf0", soft: "#a3adbb", line: "#2b323c", ground: "#1c222a", edge: "#6d7887" },
};
const lanes = [{ key: "depth", colour: "#009E73", unit: "blocks" }, { key: "resolution", colour: "#0072B2", unit: "px" }];

function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = library;
    script.onload = resolve;
    script.onerror = () => reject(new Error("The chart library could not be loaded."));
    document.head.append(script);
  });
  return loading;
}

export async function create(host) {
  await load();
  const chart = echarts.init(host, null, { renderer: "canvas" });
  const state = { chart, model: null, observer: null };
  state.observer = new ResizeObserver(() => chart.resize());
  state.observer.observe(host);
  chart.getZr().on("dblclick", () => resetZoom(state));
  return {
    draw: json => draw(state, JSON.parse(json)),
    resetZoom: () => resetZoom(state),
    png: name => savePng(state, name),
    dispose: () => {
      state.observer.disconnect();
      chart.dispose();
    },
  };
}

function resetZoom(state) {
  state.chart.dispatchAction({ type: "dataZoom", dataZoomIndex: 0, start: 0, end: 100 });
}

function savePng(state, name) {
  const link = document.createElement("a");
  const ink = state.model.dark ? inks.dark : inks.light;
  link.href = state.chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: ink.ground });
  link.download = name;
  link.click();
}

// Merging keeps the zoom while points arrive; only another axis starts afresh.
function draw(state, model) {
  const afresh = state.model === null || state.model.axis !== model.axis;
  state.model = model;
  state.chart.setOption(optionOf(model, afresh), { notMerge: afresh, lazyUpdate: false });
  if (afresh && matchMedia("(pointer: fine)").matches) {
    state.chart.dispatchAction({ type: "takeGlobalCursor", key: "dataZoomSelect", dataZoomSelectActive: true });
  }
}

function optionOf(model, afresh) {
  const ink = model.dark ? inks.dark : inks.light;
  const tops = [titleHeight];
  const heights = [timelineHeight, ...panelHeights];
  for (let i = 1; i < heights.length; i++) {
    tops.push(tops[i - 1] + heights[i - 1] + labelHeight + titleHeight);
  }

  const all = heights.map((_, i) => i);
  const option = {
    animation: false,
    textStyle: { fontFamily: "system-ui, sans-serif" },
    axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: ink.edge, type: "solid", width: 1 } },
    title: ["Growth schedule", ...model.panels.map(panel => panel.title)].map((text, i) => ({
      text, left: left - 50, top: tops[i] - 26, padding: 0, textStyle: { color: ink.text, fontSize: 13, fontWeight: 600 },
    })),
    legend: model.panels.map((panel, i) => ({
      data: panel.curves.map(curve => idOf(panel, curve)),
      show: panel.curves.length > 1,
      formatter: id => id.split("|")[1],
      right, top: tops[i + 1] - 28, padding: 0, itemWidth: 16, itemHeight: 8, itemGap: 12,
      textStyle: { color: ink.soft, fontSize: 12 }, inactiveColor: ink.line,
    })),
    grid: heights.map((height, i) => ({ left, right, top: tops[i], height })),
    xAxis: heights.map((_, i) => ({
      gridIndex: i, type: "value", min: 0, max: model.until ?? "dataMax",
      axisLine: { lineStyle: { color: ink.line }, onZero: false }, axisTick: { show: false }, splitLine: { show: false },
      axisLabel: { color: ink.soft, fontSize: 11, hideOverlap: true, formatter: value => axisText(model.axis, value) },
      axisPointer: { show: true, label: { show: false }, snap: false },
      name: i === heights.length - 1 ? model.axisTitle : "", nameLocation: "middle", nameGap: 28,
      nameTextStyle: { color: ink.soft, fontSize: 12 },
    })),
    yAxis: [timelineAxis(ink), ...model.panels.map((panel, i) => valueAxis(panel, i + 1, ink))],
    tooltip: {
      trigger: "axis", confine: true, transitionDuration: 0, backgroundColor: ink.ground, borderColor: ink.line,
      padding: [8, 12], textStyle: { color: ink.text, fontSize: 12 }, formatter: items => tooltipOf(model, items),
    },
    series: [...timelineSeries(model, ink), ...model.panels.flatMap((panel, i) => panelSeries(model, panel, i + 1, ink))],
  };
  if (afresh) {
    option.dataZoom = [{ type: "inside", xAxisIndex: all, filterMode: "none", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, moveOnMouseMove: false, preventDefaultMouseMove: false }];
    option.toolbox = { show: true, itemSize: 0, showTitle: false, feature: { dataZoom: { xAxisIndex: all, yAxisIndex: "none", filterMode: "none", brushStyle: { color: "rgba(86,180,233,.25)" } } } };
  }

  return option;
}

const idOf = (panel, curve) => `${panel.title}|${curve.name}`;

function timelineAxis(ink) {
  return {
    gridIndex: 0, type: "value", min: 0, max: 2, interval: 1,
    axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false }, axisPointer: { show: false },
    axisLabel: { color: ink.soft, fontSize: 11, customValues: [0.45, 1.45], formatter: value => (value > 1 ? "pixels" : "blocks") },
  };
}

function valueAxis(panel, gridIndex, ink) {
  return {
    gridIndex, type: panel.log ? "log" : "value", scale: panel.format === "number" || panel.format === "percent",
    splitNumber: gridIndex > 2 ? 2 : 4, axisPointer: { show: false },
    axisLine: { show: false },
    minorSplitLine: { show: false }, splitLine: { lineStyle: { color: ink.line } },
    axisLabel: { color: ink.soft, fontSize: 11, formatter: value => valueText(panel.format, value), customValues: panel.log ? logTicks : undefined },
    axisTick: { show: false, customValues: panel.log ? logTicks : undefined },
    min: panel.log ? extent => extent.min * 0.9 : undefined, max: panel.log ? extent => extent.max * 1.1 : undefined,
  };
}

function panelSeries(model, panel, index, ink) {
  const end = model.until ?? Math.max(0, ...panel.curves.map(curve => curve.x.at(-1) ?? 0));
  const levels = panel.levels.map(level => ({
    type: "line", id: `${panel.title}|level|${level.name}`, name: `${panel.title}|${level.name}`,
    xAxisIndex: index, yAxisIndex: index, silent: true, symbol: "none", z: 1,
    data: end > 0 ? [[0, level.value], [end, level.value]] : [],
    lineStyle: { color: ink.soft, type: "dashed", width: 1.5 },
    endLabel: { show: true, formatter: `${level.name} ${valueText(panel.format, level.value)}`, color: ink.soft, fontSize: 11, align: "right", offset: [-8, 10] },
  }));
  const lines = panel.curves.flatMap((curve, order) => {
    const common = { type: "line", xAxisIndex: index, yAxisIndex: index, connectNulls: false, emphasis: { disabled: true } };
    const positive = value => (panel.log && !(value > 0) ? null : value);
    return [
      {
        ...common, id: `${idOf(panel, curve)}|raw`, name: idOf(panel, curve), symbol: "none", silent: true, z: 2,
        data: curve.raw ? curve.x.map((x, i) => [x, positive(curve.raw[i])]) : [],
        lineStyle: { color: curve.colour, width: 1, opacity: 0.28 }, itemStyle: { color: curve.colour },
      },
      {
        ...common, id: idOf(panel, curve), name: idOf(panel, curve), z: 3 + order,
        data: curve.x.map((x, i) => [x, positive(curve.y[i])]),
        symbol: order === 2 || (order === 1 && panel.curves.length === 2) ? "diamond" : "circle", symbolSize: 5, showSymbol: curve.sparse,
        lineStyle: { color: curve.colour, width: 2 }, itemStyle: { color: curve.colour },
      },
    ];
  });
  return [...lines, ...levels];
}

// Planned stages are outlined, what is done is filled; the height is the share of full size.
function timelineSeries(model, ink) {
  return lanes.map((lane, laneIndex) => {
    const full = lane.key === "depth" ? model.timeline.fullDepth : model.timeline.fullResolution;
    return {
      type: "custom", id: `timeline|${lane.key}`, name: `timeline|${lane.key}`, xAxisIndex: 0, yAxisIndex: 0, clip: true,
      encode: { x: [0, 1], y: [3] }, silent: true,
      data: model.timeline.stages.map(stage => [stage.from, stage.to, stage.done, laneIndex, stage[lane.key], stage[lane.key] / full, stage.search ? 1 : 0]),
      renderItem: (_, api) => stageShape(api, lane, ink),
    };
  });
}

function stageShape(api, lane, ink) {
  const [from, to, done, row, value, share, search] = [0, 1, 2, 3, 4, 5, 6].map(i => api.value(i));
  const [x0, y0] = api.coord([from, row]);
  const [x1, y1] = api.coord([to, row + 0.9 * share]);
  const [xDone] = api.coord([done, row]);
  const shape = { x: x0, y: y1, width: Math.max(0, x1 - x0), height: y0 - y1 };
  const label = search ? "" : x1 - x0 > 64 ? `${value} ${lane.unit}` : x1 - x0 > 22 ? `${value}` : "";
  return {
    type: "group",
    children: [
      { type: "rect", shape, style: { fill: lane.colour, opacity: 0.08 } },
      { type: "rect", shape: { ...shape, width: Math.max(0, xDone - x0) }, style: { fill: lane.colour, opacity: 0.38 } },
      ...(search ? [{ type: "rect", shape, style: { fill: hatch(lane.colour) } }] : []),
      { type: "rect", shape: { x: shape.x + 0.5, y: shape.y + 0.5, width: Math.max(0, shape.width - 1), height: shape.height - 1 }, style: { fill: "none", stroke: lane.colour, lineWidth: 1.25 } },
      { type: "text", style: { text: label, x: (x0 + x1) / 2, y: y0 - 5, align: "center", verticalAlign: "bottom", fill: ink.text, font: "600 11px system-ui, sans-serif" } },
    ],
  };
}

function hatch(colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }

  pen.stroke();
  return { image: tile, repeat: "repeat" };
}

function tooltipOf(model, items) {
  const x = items[0]?.axisValue ?? 0;
  const stage = model.timeline.stages.find(candidate => x >= candidate.from && x <= candidate.to);
  const rows = [`<b>${escape(model.axisTitle)} ${axisText(model.axis, x)}</b>`];
  if (stage) {
    rows.push(`<span class="ap-tip-soft">${escape(stage.text)}</span>`);
  }

  const seen = new Set();
  for (const panel of model.panels) {
    for (const curve of panel.curves) {
      const item = items.findLast(candidate => candidate.seriesName === idOf(panel, curve) && candidate.value?.[1] != null);
      if (item && !seen.has(item.seriesName)) {
        seen.add(item.seriesName);
        const name = panel.curves.length > 1 ? `${panel.title}, ${curve.name}` : panel.title;
        rows.push(`<span class="ap-tip-row"><i style="background:${curve.colour}"></i><span>${escape(name)}</span><b>${valueText(panel.format, item.value[1])}</b></span>`);
      }
    }
  }

  return rows.join("<br>").replaceAll("</span><br>", "</span>");
}

const escape = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
