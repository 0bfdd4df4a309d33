import { axisText, valueText } from "./format.js";

const library = "/_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js";
const left = 58, right = 18, titleHeight = 30, labelHeight = 30;
const timelineHeight = 92, footHeight = 48;
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
  const state = { host, chart, model: null, observer: null, panel: 0 };
  state.observer = new ResizeObserver(() => chart.resize());
  state.observer.observe(host);
  chart.getZr().on("dblclick", () => resetZoom(state));
  chart.getZr().on("mousemove", at => { state.panel = panelAt(state, at) ?? state.panel; });
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

async function savePng(state, name) {
  const ink = state.model.dark ? inks.dark : inks.light;
  const picture = state.chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: ink.ground });
  const link = document.createElement("a");
  link.href = state.model.names ? await withNames(picture, state.model.names, ink) : picture;
  link.download = name;
  link.click();
}

// The page names the lines beside the chart; a picture has to name them itself.
async function withNames(picture, names, ink) {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const row = 40, canvas = document.createElement("canvas");
  const head = (names.length + 1) * row;
  canvas.width = image.width;
  canvas.height = head + image.height;
  const pen = canvas.getContext("2d");
  pen.fillStyle = ink.ground;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.font = "26px system-ui, sans-serif";
  pen.lineWidth = 5;
  names.forEach((line, i) => {
    const y = (i + 1) * row;
    pen.setLineDash(line.dash === "dashed" ? [14, 8] : []);
    pen.strokeStyle = line.colour;
    pen.beginPath();
    pen.moveTo(24, y - 9);
    pen.lineTo(84, y - 9);
    pen.stroke();
    pen.fillStyle = ink.text;
    pen.fillText(line.name, 104, y);
  });
  pen.drawImage(image, 0, head);
  return canvas.toDataURL("image/png");
}

// Merging keeps the zoom while points arrive; only another axis starts afresh. Other panels are other charts, with the zoom of before.
function draw(state, model) {
  const before = state.model;
  const sameAxis = before?.axisTitle === model.axisTitle;
  const afresh = !sameAxis || before.panels.map(panel => panel.title).join() !== model.panels.map(panel => panel.title).join();
  const { start, end } = (sameAxis && state.chart.getOption().dataZoom[0]) || { start: 0, end: 100 };
  const rows = rowsOf(model);
  state.model = model;
  state.host.style.height = `${rows.at(-1).top + rows.at(-1).height + footHeight}px`;
  if (afresh) {
    state.chart.resize();
  }

  state.chart.setOption(optionOf(state, rows, afresh ? { start, end } : null), afresh ? { notMerge: true } : { replaceMerge: ["series"] });
  if (afresh && matchMedia("(pointer: fine)").matches) {
    state.chart.dispatchAction({ type: "takeGlobalCursor", key: "dataZoomSelect", dataZoomSelectActive: true });
  }
}

// The timeline, where there is one, and the panels from top to bottom; each is a grid of the chart.
function rowsOf(model) {
  const rows = [...(model.timeline ? [{ title: "Growth schedule", height: timelineHeight }] : []), ...model.panels.map(panel => ({ title: panel.title, height: panel.height }))];
  let top = titleHeight;
  for (const row of rows) {
    row.top = top;
    top += row.height + labelHeight + titleHeight;
  }

  return rows;
}

const firstPanel = model => (model.timeline ? 1 : 0);

function panelAt(state, at) {
  const index = state.model?.panels.findIndex((_, i) => state.chart.containPixel({ gridIndex: i + firstPanel(state.model) }, [at.offsetX, at.offsetY]));
  return index >= 0 ? index : undefined;
}

function optionOf(state, rows, zoom) {
  const { model } = state;
  const ink = model.dark ? inks.dark : inks.light;
  const all = rows.map((_, i) => i);
  const first = firstPanel(model);
  const option = {
    animation: false,
    textStyle: { fontFamily: "system-ui, sans-serif" },
    axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: ink.edge, type: "solid", width: 1 } },
    title: rows.map(row => ({
      text: row.title, left: left - 50, top: row.top - 26, padding: 0, textStyle: { color: ink.text, fontSize: 13, fontWeight: 600 },
    })),
    legend: model.panels.map((panel, i) => ({
      data: panel.curves.map(curve => idOf(panel, curve)),
      show: !model.names && panel.curves.length > 1,
      formatter: id => id.split("|")[1],
      right, top: rows[i + first].top - 28, padding: 0, itemWidth: 16, itemHeight: 8, itemGap: 12,
      textStyle: { color: ink.soft, fontSize: 12 }, inactiveColor: ink.line,
    })),
    grid: rows.map(({ height, top }) => ({ left, right, top, height })),
    xAxis: rows.map((_, i) => ({
      gridIndex: i, type: "value", min: model.from, max: model.until ?? "dataMax",
      axisLine: { lineStyle: { color: ink.line }, onZero: false }, axisTick: { show: false }, splitLine: { show: false },
      axisLabel: { color: ink.soft, fontSize: 11, hideOverlap: true, formatter: value => axisText(model.axis, value) },
      axisPointer: { show: true, label: { show: false }, snap: false },
      name: i === rows.length - 1 ? model.axisTitle : "", nameLocation: "middle", nameGap: 28,
      nameTextStyle: { color: ink.soft, fontSize: 12 },
    })),
    yAxis: [...(model.timeline ? [timelineAxis(ink)] : []), ...model.panels.map((panel, i) => valueAxis(panel, i + first, ink))],
    tooltip: {
      trigger: "axis", confine: true, transitionDuration: 0, backgroundColor: ink.ground, borderColor: ink.line,
      padding: [8, 12], textStyle: { color: ink.text, fontSize: 12 }, formatter: items => (model.names ? comparedTip(state, items) : tooltipOf(model, items)),
    },
    series: [...(model.timeline ? timelineSeries(model, ink) : []), ...model.panels.flatMap((panel, i) => panelSeries(model, panel, i + first, ink))],
  };
  if (zoom) {
    option.dataZoom = [{ type: "inside", ...zoom, xAxisIndex: all, filterMode: "none", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, moveOnMouseMove: false, preventDefaultMouseMove: false }];
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
    splitNumber: panel.height < 150 ? 2 : 4, axisPointer: { show: false },
    axisLine: { show: false },
    minorSplitLine: { show: false }, splitLine: { lineStyle: { color: ink.line } },
    axisLabel: { color: ink.soft, fontSize: 11, formatter: value => valueText(panel.format, value), customValues: panel.log ? logTicks : undefined },
    axisTick: { show: false, customValues: panel.log ? logTicks : undefined },
    min: extent => (panel.log ? extent.min * 0.9 : isLonely(panel, extent) ? Math.max(0, Math.floor(20 * (extent.min - 0.02)) / 20) : null),
    max: extent => (panel.log ? extent.max * 1.1 : isLonely(panel, extent) ? Math.min(1, Math.ceil(20 * (extent.max + 0.02)) / 20) : null),
  };
}

// Around the only value so far the library would choose an axis that ends beyond 100 %.
const isLonely = (panel, extent) => panel.format === "percent" && extent.min === extent.max;

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
        symbol: curve.symbol, symbolSize: 5, showSymbol: curve.sparse,
        lineStyle: { color: curve.colour, width: 2, type: curve.dash }, itemStyle: { color: curve.colour },
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
        rows.push(tipRow(curve.colour, name, valueText(panel.format, item.value[1])));
      }
    }
  }

  return joined(rows);
}

// Of compared runs only one panel: each has as many lines as there are runs, measured at different places.
function comparedTip({ model, panel: index }, items) {
  const x = items[0]?.axisValue ?? 0;
  const panel = model.panels[Math.min(index, model.panels.length - 1)];
  const rows = [`<b>${escape(panel.title)}</b>`, `<span class="ap-tip-soft">${escape(model.axisTitle)} ${axisText(model.axis, x)}</span>`];
  for (const curve of panel.curves) {
    const value = nearest(curve, x);
    if (value != null) {
      rows.push(tipRow(curve.colour, curve.name, valueText(panel.format, value)));
    }
  }

  return joined(rows);
}

// The value measured nearest to x, none before the first and after the last point.
function nearest(curve, x) {
  if (curve.x.length === 0 || x < curve.x[0] || x > curve.x.at(-1)) {
    return null;
  }

  let from = 0, to = curve.x.length - 1;
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    [from, to] = curve.x[middle] <= x ? [middle, to] : [from, middle];
  }

  return curve.y[x - curve.x[from] <= curve.x[to] - x ? from : to];
}

const tipRow = (colour, name, value) => `<span class="ap-tip-row"><i style="background:${colour}"></i><span>${escape(name)}</span><b>${value}</b></span>`;
const joined = rows => rows.join("<br>").replaceAll("</span><br>", "</span>");

const escape = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
