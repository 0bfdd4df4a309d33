import { axisText, valueText } from "./format.js";

const library = "/_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js";
const left = 58, right = 18;
// A loss rarely spans a decade, so powers of ten alone would label nothing.
const logTicks = [-4, -3, -2, -1, 0, 1, 2, 3].flatMap(power => [1, 2, 5].map(digit => digit * 10 ** power));
let loading;

const inks = {
  light: { text: "#1c2430", soft: "#56606e", line: "#dfe3e8", ground: "#ffffff", edge: "#8b95a3" },
  dark: { text: "#e8ebf0", soft: "#a3adbb", line: "#2b323c", ground: "#1c222a", edge: "#6d7887" },
};
const zoomDelay = 150;

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

// owner hears of the stretch that is shown and of the L key.
export async function create(host, owner) {
  await load();
  const chart = echarts.init(host, null, { renderer: "canvas" });
  const state = { host, owner, chart, model: null, observer: null, panel: 0, zoomTimer: 0, told: "null" };
  state.observer = new ResizeObserver(() => chart.resize());
  state.observer.observe(host);
  chart.getZr().on("dblclick", () => resetZoom(state));
  chart.on("datazoom", () => {
    clearTimeout(state.zoomTimer);
    state.zoomTimer = setTimeout(() => tellZoom(state), zoomDelay);
  });
  const onKey = event => pressed(state, event);
  document.addEventListener("keydown", onKey);
  chart.getZr().on("mousemove", at => { state.panel = panelAt(state, at) ?? state.panel; });
  return {
    draw: json => draw(state, JSON.parse(json)),
    resetZoom: () => resetZoom(state),
    png: name => savePng(state, name),
    dispose: () => {
      document.removeEventListener("keydown", onKey);
      clearTimeout(state.zoomTimer);
      state.observer.disconnect();
      chart.dispose();
    },
  };
}

function resetZoom(state) {
  state.chart.dispatchAction({ type: "dataZoom", dataZoomIndex: 0, start: 0, end: 100 });
}

// Null stands for everything: new points then widen it.
function zoomOf(state) {
  const zoom = state.chart.getOption()?.dataZoom?.[0];
  return !zoom || (zoom.start <= 0 && zoom.end >= 100) ? null : { from: zoom.startValue, to: zoom.endValue };
}

function tellZoom(state) {
  const zoom = zoomOf(state);
  const telling = JSON.stringify(zoom);
  if (telling !== state.told && !state.chart.isDisposed()) {
    state.told = telling;
    state.owner.invokeMethodAsync("OnZoomAsync", zoom?.from ?? null, zoom?.to ?? null, Math.round(state.host.clientWidth - left - right));
  }
}

// As in page.js: single keys rest in text fields, in open dialogs, and beside Ctrl, Alt and Meta; and in a tab that is not shown.
function pressed(state, event) {
  const typing = event.target.closest?.("input:not([type=range],[type=checkbox]), textarea, select, [contenteditable=true], [role=dialog]");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || state.host.offsetParent === null) {
    return;
  }

  switch (event.key.toLowerCase()) {
    case "r": resetZoom(state); break;
    case "l": state.owner.invokeMethodAsync("OnLogKeyAsync"); break;
  }
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
  const key = drawn => drawn.rows.map(row => row.title).join();
  const afresh = !sameAxis || key(before) !== key(model);
  const zoom = sameAxis ? zoomOf(state) : null;
  state.model = model;
  state.host.style.height = `${model.height}px`;
  if (afresh) {
    state.chart.resize();
  }

  state.chart.setOption(optionOf(state, model.rows, afresh), afresh ? { notMerge: true } : { replaceMerge: ["series"] });
  if (zoom) {
    // Its share of the axis changes as the axis grows; what is shown does not.
    state.chart.dispatchAction({ type: "dataZoom", dataZoomIndex: 0, startValue: zoom.from, endValue: zoom.to });
  }

  if (afresh && matchMedia("(pointer: fine)").matches) {
    state.chart.dispatchAction({ type: "takeGlobalCursor", key: "dataZoomSelect", dataZoomSelectActive: true });
  }
}

const firstPanel = model => model.rows.length - model.panels.length;

function panelAt(state, at) {
  const index = state.model?.panels.findIndex((_, i) => state.chart.containPixel({ gridIndex: i + firstPanel(state.model) }, [at.offsetX, at.offsetY]));
  return index >= 0 ? index : undefined;
}

function optionOf(state, rows, afresh) {
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
      right: right + (state.owner ? 34 : 0), top: rows[i + first].top - 28, padding: 0, itemWidth: 16, itemHeight: 8, itemGap: 12,
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
    yAxis: [...(first ? [timelineAxis(model.timeline, ink)] : []), ...model.panels.map((panel, i) => valueAxis(panel, i + first, ink))],
    tooltip: {
      trigger: "axis", confine: true, transitionDuration: 0, backgroundColor: ink.ground, borderColor: ink.line,
      padding: [8, 12], textStyle: { color: ink.text, fontSize: 12 }, formatter: items => (model.names ? comparedTip(state, items) : tooltipOf(model, items)),
    },
    series: [...(first ? timelineSeries(model, ink) : []), ...model.panels.flatMap((panel, i) => panelSeries(model, panel, i + first, ink))],
  };
  if (afresh) {
    option.dataZoom = [{ type: "inside", start: 0, end: 100, xAxisIndex: all, filterMode: "none", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, moveOnMouseMove: false, preventDefaultMouseMove: false }];
    option.toolbox = { show: true, itemSize: 0, showTitle: false, feature: { dataZoom: { xAxisIndex: all, yAxisIndex: "none", filterMode: "none", brushStyle: { color: "rgba(86,180,233,.25)" } } } };
  }

  return option;
}

const idOf = (panel, curve) => `${panel.title}|${curve.name}`;

function timelineAxis({ lanes }, ink) {
  return {
    gridIndex: 0, type: "value", min: 0, max: lanes.length, interval: 1,
    axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false }, axisPointer: { show: false },
    axisLabel: { color: ink.soft, fontSize: 11, customValues: lanes.map((_, i) => i + 0.45), formatter: value => lanes[Math.floor(value)]?.name ?? "" },
  };
}

function valueAxis(panel, gridIndex, ink) {
  const fit = fitOf(panel);
  return {
    gridIndex, type: panel.log ? "log" : "value", scale: panel.format === "number" || panel.format === "percent",
    splitNumber: panel.height < 150 ? 2 : 4, axisPointer: { show: false },
    axisLine: { show: false },
    minorSplitLine: { show: false }, splitLine: { lineStyle: { color: ink.line } },
    axisLabel: { color: ink.soft, fontSize: 11, formatter: value => valueText(panel.format, value), customValues: panel.log ? logTicks : undefined },
    axisTick: { show: false, customValues: panel.log ? logTicks : undefined },
    min: extent => (fit ? fit[0] : panel.log ? extent.min * 0.9 : isLonely(panel, extent) ? Math.max(0, Math.floor(20 * (extent.min - 0.02)) / 20) : null),
    max: extent => (fit ? fit[1] : panel.log ? extent.max * 1.1 : isLonely(panel, extent) ? Math.min(1, Math.ceil(20 * (extent.max + 0.02)) / 20) : null),
  };
}

// From the 2nd to the 98th percentile of what is drawn, with a little air; null where nothing is left out.
function fitOf(panel) {
  if (!panel.fit) {
    return null;
  }

  const values = panel.curves.flatMap(curve => [...curve.y, ...(curve.raw ?? []), ...(curve.low ?? []), ...(curve.high ?? [])])
    .filter(value => value != null && (!panel.log || value > 0)).sort((a, b) => a - b);
  const [low, high] = [0.02, 0.98].map(share => values[Math.round(share * (values.length - 1))]);
  if (!(high > low)) {
    return null;
  }

  return panel.log ? [low / (high / low) ** 0.04, high * (high / low) ** 0.04] : [low - 0.04 * (high - low), high + 0.04 * (high - low)];
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
  const positive = value => (panel.log && !(value > 0) ? null : value);
  const lines = panel.curves.flatMap((curve, order) => {
    const common = { type: "line", xAxisIndex: index, yAxisIndex: index, connectNulls: false, emphasis: { disabled: true } };
    return [
      ...(curve.low ? [bandSeries(panel, curve, index, positive)] : []),
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
  return [...lines, ...levels, ...clippedSeries(panel, index), marksSeries(model, panel, index, ink)];
}

// From the lowest to the highest of the values that each place stands for. Only the first item draws; all of them stretch the axis.
function bandSeries(panel, curve, index, positive) {
  const rows = curve.x.map((x, i) => [x, positive(curve.low[i]), positive(curve.high[i])]);
  return {
    type: "custom", id: `${idOf(panel, curve)}|band`, name: idOf(panel, curve), xAxisIndex: index, yAxisIndex: index,
    clip: true, silent: true, z: 1, progressive: 0, encode: { x: 0, y: [1, 2] }, data: rows, itemStyle: { color: curve.colour },
    renderItem: (item, api) => {
      if (item.dataIndex !== 0) {
        return null;
      }

      const stretches = [[]];
      for (const row of rows) {
        if (row[1] == null || row[2] == null) {
          stretches.push([]);
        } else {
          stretches.at(-1).push(row);
        }
      }

      return {
        type: "group",
        children: stretches.filter(stretch => stretch.length > 1).map(stretch => ({
          type: "polygon",
          shape: { points: [...stretch.map(row => api.coord([row[0], row[2]])), ...stretch.toReversed().map(row => api.coord([row[0], row[1]]))] },
          style: { fill: curve.colour, opacity: 0.22, stroke: curve.colour, lineWidth: 0.5 },
        })),
      };
    },
  };
}

// A triangle at the edge for what the fit leaves out.
function clippedSeries(panel, index) {
  const fit = fitOf(panel);
  if (!fit) {
    return [];
  }

  const most = 200;
  return [["least", value => value < fit[0], fit[0], 180], ["most", value => value > fit[1], fit[1], 0]].map(([name, isBeyond, edge, rotate]) => {
    const beyond = panel.curves.flatMap(curve => curve.x.filter((_, i) => [curve.raw?.[i] ?? curve.y[i], curve.low?.[i], curve.high?.[i]].some(value => value != null && isBeyond(value)))
      .map(x => ({ value: [x, edge], itemStyle: { color: curve.colour } })));
    const every = Math.ceil(beyond.length / most);
    return {
      type: "scatter", id: `${panel.title}|clipped|${name}`, name: `${panel.title}|clipped`, xAxisIndex: index, yAxisIndex: index, silent: true, clip: false, z: 9,
      symbol: "triangle", symbolSize: 7, symbolRotate: rotate, data: beyond.filter((_, i) => i % every === 0),
    };
  });
}

// What is missing since the connection was lost, values that are no numbers, and where a full-size run would end.
function marksSeries(model, panel, index, ink) {
  const titled = panel === model.panels[0];
  const area = (from, to, colour, opacity, text) => [
    { xAxis: from, itemStyle: { color: colour, opacity }, label: { show: titled && !!text, formatter: text ?? "", position: "insideTop", color: ink.text, fontSize: 11 } }, { xAxis: to }];
  const full = model.fullCost;
  const isStrip = full && full.to > full.from;
  return {
    type: "line", id: `${panel.title}|marks`, name: `${panel.title}|marks`, xAxisIndex: index, yAxisIndex: index, silent: true, data: [], z: 0,
    markArea: {
      silent: true, animation: false,
      data: [
        ...(model.outage != null ? [area(model.outage, "max", ink.edge, 0.22, "no contact since here")] : []),
        ...(isStrip ? [area(full.from, full.to, "#009E73", 0.16)] : []),
        ...panel.curves.flatMap(curve => (curve.gaps ?? []).filter(([from, to]) => to > from).map(([from, to]) => area(from, to, "#D55E00", 0.2))),
      ],
    },
    markLine: {
      silent: true, animation: false, symbol: "none",
      data: full ? [{
        xAxis: full.from, lineStyle: { color: "#009E73", type: "dashed", width: 1.5 },
        label: { show: titled, formatter: full.text, position: "insideEndTop", rotate: 0, align: "right", offset: [-6, 14], color: ink.soft, fontSize: 11 },
      }] : [],
    },
  };
}

// Planned stages are outlined, what is done is filled; the height is the share of full size.
function timelineSeries({ timeline }, ink) {
  return timeline.lanes.map((lane, row) => ({
    type: "custom", id: `timeline|${lane.name}`, name: `timeline|${lane.name}`, xAxisIndex: 0, yAxisIndex: 0, clip: true,
    encode: { x: [0, 1], y: [3] }, silent: true,
    data: timeline.stages.map((stage, i) => [stage.from, stage.to, stage.done, row, lane.cells[i].share]),
    renderItem: (item, api) => stageShape(api, lane, lane.cells[item.dataIndex], timeline.stages[item.dataIndex].search, ink),
  }));
}

function stageShape(api, lane, cell, search, ink) {
  const [from, to, done, row, share] = [0, 1, 2, 3, 4].map(i => api.value(i));
  const [x0, y0] = api.coord([from, row]);
  const [x1, y1] = api.coord([to, row + 0.9 * share]);
  const [xDone] = api.coord([done, row]);
  const shape = { x: x0, y: y1, width: Math.max(0, x1 - x0), height: y0 - y1 };
  const label = search ? "" : x1 - x0 > 12 + 6.2 * cell.label.length ? cell.label : x1 - x0 > 22 ? cell.brief : "";
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
  const stage = model.timeline?.stages.find(candidate => x >= candidate.from && x <= candidate.to);
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
