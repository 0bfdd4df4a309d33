const suffixes = [[1e18, "E"], [1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];

function compact(value) {
  const [size, suffix] = suffixes.find(([least]) => Math.abs(value) >= least) ?? [1, ""];
  return `${+(value / size).toPrecision(3)}${suffix}`;
}

function duration(seconds) {
  if (seconds < 0) {
    return `−${duration(-seconds)}`;
  }

  if (seconds < 60) {
    return `${+seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  }

  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, "0")} min`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")} h`;
}

export function axisText(axis, value) {
  switch (axis) {
    case "wall-time": return duration(value);
    case "flops": return compact(value);
    case "epoch": return `${+value.toFixed(2)}`;
    default: return Math.round(value).toLocaleString("en");
  }
}

export function valueText(format, value) {
  switch (format) {
    case "percent": return `${+(100 * value).toFixed(2)} %`;
    case "rate": return value === 0 ? "0" : value < 1e-2 ? value.toExponential(1) : `${+value.toPrecision(3)}`;
    case "count": return compact(value);
    case "bytes": return `${compact(value)}B`;
    case "watts": return `${+value.toPrecision(3)} W`;
    case "celsius": return `${+value.toPrecision(3)} °C`;
    default: return `${+value.toPrecision(4)}`;
  }
}
