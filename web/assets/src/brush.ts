// Choosing a span of time on the chart, with the mouse or with two sliders that the keyboard moves. It only fills in the two fields of
// days that are there for everybody, and sends them.
const PAD_LEFT = 58;
const PAD_RIGHT = 12;
const TOP = 8;
const BOTTOM = 24;
const NS = "http://www.w3.org/2000/svg";

export function startBrush(figure: HTMLElement): void {
  const plot = figure.querySelector<HTMLElement>("[data-periods]");
  const chart = plot?.querySelector<SVGSVGElement>("svg.chart");
  const form = figure.querySelector<HTMLFormElement>("form.span");
  if (!plot || !chart || !form) return;
  const periods = (plot.dataset.periods ?? "").split(" ").filter(Boolean);
  const ends = [...form.querySelectorAll<HTMLInputElement>('input[type="date"]')];
  const spans = periods.map(span);
  if (periods.length < 2 || ends.length !== 2 || spans.some((each) => !each)) return;

  const { width, height } = chart.viewBox.baseVal;
  const step = (width - PAD_LEFT - PAD_RIGHT) / periods.length;
  const area = make("rect", { class: "brush-area", y: TOP, height: height - TOP - BOTTOM, width: 0 });
  const handles = [0, 1].map((end) =>
    make("line", { class: "brush-handle", y1: TOP, y2: height - BOTTOM, tabindex: 0, role: "slider", "aria-valuemin": 0, "aria-valuemax": periods.length - 1, "aria-label": (end ? plot.dataset.high : plot.dataset.low) ?? "" }),
  );
  const layer = make("svg", { class: "brush", viewBox: `0 0 ${width} ${height}` });
  layer.append(area, ...handles);
  plot.append(layer);

  let chosen: [number, number] = [0, periods.length - 1];
  const draw = (): void => {
    const [low, high] = chosen;
    const whole = low === 0 && high === periods.length - 1;
    set(area, { x: PAD_LEFT + low * step, width: whole ? 0 : (high - low + 1) * step });
    handles.forEach((handle, end) => {
      const x = PAD_LEFT + (end ? high + 1 : low) * step;
      set(handle, { x1: x, x2: x, "aria-valuenow": chosen[end] ?? 0, "aria-valuetext": periods[chosen[end] ?? 0] ?? "" });
    });
    if (!whole) {
      const [first, last] = ends;
      if (first) first.value = spans[low]?.[0] ?? "";
      if (last) last.value = spans[high]?.[1] ?? "";
    }
  };
  const place = (event: PointerEvent): number => {
    const box = layer.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * width;
    return Math.min(periods.length - 1, Math.max(0, Math.floor((x - PAD_LEFT) / step)));
  };

  let from = -1;
  let moved = false;
  layer.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = place(event);
    moved = false;
    layer.setPointerCapture(event.pointerId);
  });
  layer.addEventListener("pointermove", (event) => {
    if (from < 0) return;
    const to = place(event);
    moved ||= to !== from;
    if (!moved) return;
    chosen = [Math.min(from, to), Math.max(from, to)];
    draw();
  });
  layer.addEventListener("pointerup", (event) => {
    if (from < 0) return;
    const at = place(event);
    from = -1;
    if (!moved) chosen = [at, at];
    draw();
    form.requestSubmit();
  });
  handles.forEach((handle, end) =>
    handle.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -12, PageUp: 12, Home: -periods.length, End: periods.length }[event.key];
      if (event.key === "Enter") {
        event.preventDefault();
        form.requestSubmit();
      }
      if (by === undefined) return;
      event.preventDefault();
      const [low, high] = chosen;
      const next = (end ? high : low) + by;
      chosen = end ? [low, Math.min(periods.length - 1, Math.max(low, next))] : [Math.max(0, Math.min(high, next)), high];
      draw();
    }),
  );
  draw();
}

function make<K extends keyof SVGElementTagNameMap>(name: K, attributes: Record<string, string | number>): SVGElementTagNameMap[K] {
  const made = document.createElementNS(NS, name);
  set(made, attributes);
  return made;
}

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

// First and last day of a period: 2025, FY2025, 2025-Q1, 2025-03, 2025-03-14.
function span(name: string): [string, string] | undefined {
  const year = /^(?:FY)?(\d{4})$/.exec(name);
  if (year) {
    const number = Number(year[1]);
    return name.startsWith("FY") ? [`${number - 1}-10-01`, `${number}-09-30`] : [`${number}-01-01`, `${number}-12-31`];
  }
  const quarter = /^(\d{4})-Q([1-4])$/.exec(name);
  if (quarter) return months(Number(quarter[1]), 3 * Number(quarter[2]) - 2, 3);
  const month = /^(\d{4})-(\d{2})$/.exec(name);
  if (month) return months(Number(month[1]), Number(month[2]), 1);
  return /^\d{4}-\d{2}-\d{2}$/.test(name) ? [name, name] : undefined;
}

function months(year: number, first: number, count: number): [string, string] {
  const last = new Date(Date.UTC(year, first - 1 + count, 0));
  return [`${year}-${String(first).padStart(2, "0")}-01`, last.toISOString().slice(0, 10)];
}
