"use strict";
(function () {
  const D = JSON.parse(document.getElementById("data").textContent);
  const G = D.diagram, NS = "http://www.w3.org/2000/svg", MS = 1e6, S = 1e9;
  const page = document.getElementById("page");
  const TERMS = ["#a6cee3", "#fdd08a", "#b2dfc4", "#e7bcd6", "#f1e59a", "#c9c3e6", "#f4b9a0"];
  const termColour = t => TERMS[t % TERMS.length];

  // ---- small helpers

  function el(name, attributes, ...children) {
    const e = document.createElement(name);
    for (const [k, v] of Object.entries(attributes || {})) {
      if (k === "onclick") e.onclick = v; else e.setAttribute(k, v);
    }
    children.flat().forEach(c => e.append(c));
    return e;
  }
  function svg(name, attributes, ...children) {
    const e = document.createElementNS(NS, name);
    for (const [k, v] of Object.entries(attributes || {})) e.setAttribute(k, v);
    children.flat().forEach(c => e.append(c));
    return e;
  }
  const seconds = t => (Math.floor(t / 1e3) / 1e6).toFixed(6);
  const group = p => p === 0 ? "p0 (system)" : "p" + p;
  function span(nanos) {
    if (nanos >= S) return (nanos / S).toFixed(nanos < 10 * S ? 2 : 1) + " s";
    return nanos >= MS ? (nanos / MS).toFixed(nanos < 10 * MS ? 2 : 0) + " ms" : (nanos / 1e3).toFixed(0) + " µs";
  }
  function copy(text, button) {
    const done = () => { button.textContent = "copied"; setTimeout(() => button.textContent = "copy", 1500); };
    const old = () => {
      const area = el("textarea"); area.value = text; document.body.append(area); area.select();
      document.execCommand("copy"); area.remove(); done();
    };
    navigator.clipboard ? navigator.clipboard.writeText(text).then(done, old) : old();
  }
  function table(head, rows, rowClick) {
    return el("table", {}, el("thead", {}, el("tr", {}, head.map(h => el("th", {}, h)))),
      el("tbody", {}, rows.map((r, i) => el("tr", rowClick ? { class: "click", onclick: () => rowClick(i) } : {},
        r.map((c, j) => el("td", { class: j === 0 ? "num mono" : "" }, c))))));
  }

  // ---- what is shown, and the address that says so

  const view = { partition: G.partition, from: G.view, to: G.end, even: true, all: false, beats: false, event: -1 };
  function readAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    const number = (name, old, unit) => given.has(name) && isFinite(+given.get(name)) ? +given.get(name) * unit : old;
    view.partition = Math.min(G.partitions, Math.max(0, number("partition", G.partition, 1)));
    view.from = number("from", G.view, S); view.to = number("to", G.end + margin(), S);
    if (!(view.to > view.from)) { view.from = G.view; view.to = G.end + margin(); }
    view.even = given.get("scale") !== "time"; view.all = given.get("all") === "1"; view.beats = given.get("beats") === "1";
    view.event = number("event", -1, 1);
  }
  const margin = () => Math.max(2e5, (G.end - G.view) / 14);
  function writeAddress() {
    const a = "#partition=" + view.partition + "&from=" + seconds(view.from) + "&to=" + seconds(view.to)
      + (view.even ? "" : "&scale=time") + (view.all ? "&all=1" : "") + (view.beats ? "&beats=1" : "") + (view.event >= 0 ? "&event=" + view.event : "");
    history.replaceState(null, "", a);
  }

  // ---- the head

  page.append(el("h1", {}, "Violation of " + D.invariant));
  page.append(el("div", { class: "verdict" },
    el("p", {}, el("b", {}, "Must hold: "), D.sentence),
    el("p", { class: "story" }, el("b", {}, "But: "), D.story + "."),
    el("p", { class: "dim" }, (D.violatedPartition < 0 ? (D.liveness >= 0 && D.liveness !== null ? "shown is " + group(D.liveness) + ", the first that has not recovered" : "no single partition") : "partition " + group(D.violatedPartition))
      + " · virtual time " + seconds(G.end) + " s · " + G.nodes + " nodes, " + G.partitions + (G.partitions === 1 ? " partition" : " partitions") + " and the system's · seed " + D.seed)));
  function again(label, text) {
    const button = el("button", {}, "copy"); button.onclick = () => copy(text, button);
    return [el("span", { class: "dim" }, label), el("code", {}, text), button];
  }
  page.append(el("div", { class: "repro" }, again("in a shell", D.command), again("in a test", D.junit)));
  {
    const elements = () => D.rows.length + (D.rows.length === 1 ? " element" : " elements");
    const button = el("button", {}, "copy"); button.onclick = () => copy(D.schedule, button);
    const parts = [el("h2", {}, D.minimised ? "Smallest schedule that fails" : "Schedule"),
      el("p", { class: "dim" }, D.minimised
        ? elements() + (D.elements === D.rows.length ? ", and each is needed." : " of " + D.elements + " are left, and each is needed.")
        : elements() + "; nobody has made it smaller yet.", " ", el("span", {}, "The text of it, with all settings: "), button)];
    const begun = D.rows.filter(r => !(+r[0] > G.end / S)), later = D.rows.length - begun.length;
    const rows = table(["at (s)", "kind", "what", "for"], begun);
    parts.push(begun.length <= 12 ? rows : el("details", {}, el("summary", {}, "show the " + begun.length + " elements before the violation"), rows));
    if (later) parts.push(el("p", { class: "dim" }, later + (later === 1 ? " element lies" : " elements lie") + " after the violation and cannot matter."));
    page.append(...parts);
  }
  page.append(el("h2", {}, "What contradicts what"),
    el("p", { class: "dim" }, "Click a line to find it in the picture."),
    table(["at (s)", "node", "event", "what it has to do with it"], D.evidence.map(e => [seconds(e.t), e.who, e.w, e.why]), i => {
      const e = D.evidence[i]; view.event = e.i;
      if (e.t < view.from || e.t > view.to) {
        const half = (view.to - view.from) / 2; view.from = Math.max(G.start, e.t - half); view.to = Math.min(e.t + half, G.end + margin());
      }
      draw(); details();
    }));

  // ---- the space-time diagram

  const W = () => Math.max(800, plot.clientWidth || 1480);
  const LEFT = 92, TOP = 58, LANE = 142, AXIS = 62;
  const laneTop = n => TOP + (n - 1) * LANE, axis = n => laneTop(n) + AXIS;
  // Most of a run is waiting. In even spacing each gap between two events of the cone gets a width that grows with its logarithm.
  const knots = [], bends = [];
  {
    const times = new Set([G.start, G.end]);
    G.events.forEach(e => { if (e.c) times.add(e.t); });
    G.frames.forEach(f => { if (f.c) { times.add(f.t0); if (f.t1 !== null) times.add(f.t1); } });
    G.batches.forEach(d => { if (d.c) [d.t0, d.t1, d.durable, d.done, d.lost, d.failed].forEach(t => { if (t >= G.start && t <= G.end) times.add(t); }); });
    [...times].sort((p, q) => p - q).forEach((t, i) => {
      knots.push(t); bends.push(i ? bends[i - 1] + .2 + Math.log2(1 + (t - knots[i - 1]) / 3e4) : 0);
    });
  }
  const average = (bends[bends.length - 1] + 1) / (G.end - G.start + 1e6);
  function bend(t) {
    const last = knots.length - 1;
    if (!view.even) return t;
    if (t <= knots[0]) return (t - knots[0]) * average;
    if (t >= knots[last]) return bends[last] + (t - knots[last]) / margin() * 3;
    let a = 0, z = last;
    while (z - a > 1) { const m = a + z >> 1; if (knots[m] <= t) a = m; else z = m; }
    return bends[a] + (t - knots[a]) / (knots[z] - knots[a]) * (bends[z] - bends[a]);
  }
  function unbend(u) {
    const last = knots.length - 1;
    if (!view.even) return u;
    if (u <= 0) return knots[0] + u / average;
    if (u >= bends[last]) return knots[last] + (u - bends[last]) / 3 * margin();
    let a = 0, z = last;
    while (z - a > 1) { const m = a + z >> 1; if (bends[m] <= u) a = m; else z = m; }
    return knots[a] + (u - bends[a]) / (bends[z] - bends[a]) * (knots[z] - knots[a]);
  }
  const x = t => LEFT + (bend(t) - bend(view.from)) / (bend(view.to) - bend(view.from)) * (W() - LEFT - 16);
  const time = px => unbend(bend(view.from) + (px - LEFT) / (W() - LEFT - 16) * (bend(view.to) - bend(view.from)));
  page.append(el("h2", {}, "What happened"));
  page.append(el("p", { class: "dim" }, "Time runs to the right; one lane for each node. Drag to move, wheel or buttons to zoom, click anything for its details. The address of this page keeps the view, so that it can be shared."));
  const chooser = el("select", { "aria-label": "partition" });
  for (let p = 0; p <= G.partitions; p++) chooser.append(el("option", { value: p }, group(p) + (p === D.violatedPartition ? " — violated" : "")));
  chooser.onchange = () => { view.partition = +chooser.value; draw(); lower(); };
  const evenBox = el("input", { type: "checkbox" });
  evenBox.onchange = () => { view.even = evenBox.checked; draw(); };
  const allBox = el("input", { type: "checkbox" }), beatBox = el("input", { type: "checkbox" });
  allBox.onchange = () => { view.all = allBox.checked; draw(); };
  beatBox.onchange = () => { view.beats = beatBox.checked; draw(); };
  const b = (text, act) => el("button", { onclick: () => { act(); draw(); } }, text);
  function zoom(factor, at) {
    const c = at === undefined ? unbend((bend(view.from) + bend(view.to)) / 2) : at;
    const u = bend(c), from = unbend(u - (u - bend(view.from)) * factor), to = unbend(u + (bend(view.to) - u) * factor);
    if (to - from < 2000 || to - from > 1.2 * (G.end - G.start) + 4 * margin()) return;
    view.from = from; view.to = to;
  }
  function move(part) {
    const from = bend(view.from), to = bend(view.to), d = (to - from) * part;
    view.from = unbend(from + d); view.to = unbend(to + d);
  }
  page.append(el("div", { class: "bar" },
    el("label", {}, "partition ", chooser),
    el("label", {}, allBox, " all events, not only the causal cone"),
    el("label", {}, beatBox, " heartbeats"),
    el("label", {}, evenBox, " even spacing (waiting is shortened)"),
    b("earlier", () => move(-.5)), b("later", () => move(.5)), b("zoom in", () => zoom(.5)), b("zoom out", () => zoom(2)),
    b("more of the past", () => { view.from = Math.max(G.start, unbend(2 * bend(view.from) - bend(view.to))); }),
    b("violation", () => { view.from = G.view; view.to = G.end + margin(); })));
  const plot = svg("svg", { id: "plot", role: "img", "aria-label": "space-time diagram" });
  page.append(plot);
  const box = el("div", { id: "details" }); page.append(box);

  function roles(layer, n) {
    const mine = G.states.filter(s => s[0] === n && s[1] === view.partition);
    const gaps = G.spans.filter(s => s.kind === "down" && s.nodes === 1 << n - 1);
    let i = 0;
    while (i < mine.length) {
      let j = i + 1;
      const gap = () => gaps.find(g => g.t0 >= mine[i][2] && (j >= mine.length || g.t0 <= mine[j][2]));
      while (j < mine.length && mine[j][3] === mine[i][3] && mine[j][4] === mine[i][4] && !gap()) j++;
      const g = gap();
      const from = Math.max(mine[i][2], view.from), to = Math.min(g ? g.t0 : j < mine.length ? mine[j][2] : G.end, view.to);
      if (to > from) {
        const role = mine[i][3].toLowerCase().replace("_", "-"), colour = "var(--" + role.replace("-", "") + ")";
        const left = x(from), width = Math.max(1.5, x(to) - left);
        layer.append(svg("rect", { x: left, y: laneTop(n) + 4, width, height: 17, fill: colour, stroke: "var(--bg)" },
          svg("title", {}, role + " in term " + mine[i][4])));
        const text = width > 120 ? role + " · term " + mine[i][4] : width > 34 ? "t" + mine[i][4] : "";
        taken.push([left, laneTop(n) + 4, left + width, laneTop(n) + 21]);
        if (text) layer.append(svg("text", { x: left + 5, y: laneTop(n) + 17, style: "fill:" + (role === "leader" ? "#fff" : "var(--rolefg)") + ";font-weight:600" }, text));
      }
      i = j;
    }
  }
  function commitLine(layer, n) {
    const all = G.states.filter(s => s[1] === view.partition && s[2] <= view.to);
    const shown = all.filter(s => s[2] >= view.from || s[0] === n);
    if (!shown.length) return;
    const inView = G.states.filter(s => s[1] === view.partition && s[2] <= view.to && s[2] >= view.from - (view.to - view.from));
    const low = Math.min(...(inView.length ? inView : shown).map(s => s[8]).filter(c => c > 0), ...[Math.max(...shown.map(s => s[8]))]), high = Math.max(...shown.map(s => s[8]), low + 1);
    const y = c => laneTop(n) + 132 - 18 * Math.max(0, Math.min(1, (c - low) / (high - low)));
    const mine = all.filter(s => s[0] === n);
    if (!mine.length) return;
    let before = mine[0]; mine.forEach(s => { if (s[2] <= view.from) before = s; });
    const downs = G.spans.filter(s => s.kind === "down" && s.nodes === 1 << n - 1);
    const dead = downs.find(d => d.t0 <= view.from && d.t1 > view.from && d.t0 >= before[2]);
    let path = dead ? "" : "M" + x(Math.max(view.from, before[2])) + "," + y(before[8]), last = dead ? -1 : before[8], labelled = -1e9;
    const points = mine.filter(s => s[2] > view.from).map(s => ({ t: s[2], c: s[8] })).concat(downs.filter(d => d.t0 > view.from && d.t0 < view.to).map(d => ({ t: d.t0, c: -1 })));
    points.sort((p, q) => p.t - q.t);
    const label = (px, c) => { if (px - labelled > 34) { taken.push([px, y(c) - 14, px + 26, y(c)]); layer.append(svg("text", { x: px + 3, y: y(c) - 3, class: "halo", style: "fill:var(--durable);font-weight:600" }, c)); labelled = px; } };
    if (last >= 0) label(x(Math.max(view.from, before[2])), last);
    for (const p of points) {
      if (p.c < 0) { if (last >= 0) path += "H" + x(p.t); last = -1; continue; }
      path += last < 0 ? "M" + x(p.t) + "," + y(p.c) : "H" + x(p.t) + "V" + y(p.c);
      if (p.c !== last) label(x(p.t), p.c);
      last = p.c;
    }
    if (last >= 0) path += "H" + x(Math.min(view.to, G.end));
    layer.append(svg("path", { d: path, fill: "none", stroke: "var(--durable)", "stroke-width": 1.8 }, svg("title", {}, "commit index of n" + n)));
  }
  function disks(layer, n) {
    const y = laneTop(n) + 92, h = 12;
    for (const d of G.batches.filter(d => d.n === n)) {
      const mine = d.p.includes(view.partition), end = Math.max(d.done || 0, d.durable || 0, d.failed || 0, d.t1);
      const until = d.done || d.failed || d.lost || d.stop || G.end;
      if (Math.max(until, d.lost || 0, end) < view.from || d.t0 > view.to) continue;
      if (!mine && !view.all) continue;
      const stop = Math.min(d.durable || 1e99, d.failed || 1e99, d.lost || 1e99, d.stop || 1e99, G.end);
      const g = svg("g", { class: "hit", opacity: mine ? 1 : .35 });
      const part = (a, z, fill) => { a = Math.max(a, view.from); z = Math.min(z, view.to); if (z > a) g.append(svg("rect", { x: x(a), y, width: Math.max(1.2, x(z) - x(a)), height: h, fill })); };
      part(d.t0, d.t1, "var(--write)"); part(d.t1, stop, "var(--sync)");
      if (d.durable) part(d.durable, d.done || d.stop || Math.min(G.end, d.durable + 1), d.lied ? "var(--lost)" : "var(--durable)");
      const dot = (t, good, sign) => {
        if (t < view.from || t > view.to) return;
        g.append(svg("circle", { cx: x(t), cy: y + h / 2, r: good ? 4.5 : 7, fill: good ? "var(--durable)" : "var(--lost)", stroke: "var(--bg)" }));
        if (sign) g.append(svg("text", { x: x(t), y: y + h / 2 + 4, "text-anchor": "middle", style: "fill:#fff;font-weight:700" }, sign));
      };
      if (d.durable && !d.lied) dot(d.durable, true);
      if (d.lied && d.durable) dot(d.durable, false, "!");
      if (d.failed) dot(d.failed, false, "×");
      if (d.lost) dot(d.lost, false, "×");
      const width = x(Math.min(stop, view.to)) - x(Math.max(d.t0, view.from));
      taken.push([x(Math.max(d.t0, view.from)) - 2, y - 2, x(Math.min(until, view.to)) + 2, y + h + 2]);
      if (mine && width > 60) {
        const w = d.w.split("; ").filter(p => p.startsWith("p" + view.partition + " ")).map(p => p.replace(/^p\d+ /, "")).join("; ");
        const room = Math.floor((width - 8) / 5.6), text = w.length > room ? w.slice(0, Math.max(0, room - 1)) + "…" : w;
        g.append(svg("text", { x: Math.max(LEFT, x(Math.max(d.t0, view.from))) + 4, y: y + 10, style: "fill:#10151a;font-size:10.5px" }, text));
      }
      const fate = d.lost ? "lost at " + seconds(d.lost) : d.failed ? "sync failed at " + seconds(d.failed) : d.durable ? (d.lied ? "said to be durable, and is not, since " : "durable at ") + seconds(d.durable) : d.stop ? "the process ended at " + seconds(d.stop) : "not durable by the end";
      g.append(svg("title", {}, "batch " + d.number + ": " + d.w + " — " + fate));
      g.onclick = () => say("n" + n + ", disk, batch " + d.number, ["begins to be written at " + seconds(d.t0) + ", sync begins at " + seconds(d.t1) + ", " + fate + (d.done ? ", the node hears it at " + seconds(d.done) : ""), d.w]);
      layer.append(g);
    }
  }
  function faults(back) {
    let row = 0; const ends = [];
    for (const f of G.spans.filter(f => f.kind === "fault" && f.t1 >= view.from && f.t0 <= view.to)) {
      const a = Math.max(x(Math.max(f.t0, view.from)), LEFT), z = Math.max(a + 3, x(Math.min(f.t1, view.to)));
      row = ends.findIndex(e => e < a); if (row < 0) { if (ends.length >= 3) continue; row = ends.length; }
      const text = f.label; ends[row] = Math.max(z, a + text.length * 6 + 14);
      for (let n = 1; n <= G.nodes; n++) if (f.nodes === 0 || f.nodes >> n - 1 & 1)
        back.append(svg("rect", { x: a, y: laneTop(n) + 2, width: z - a, height: LANE - 6, fill: "var(--fault)" }));
      back.append(svg("rect", { x: a, y: 6 + row * 14, width: z - a, height: 3, fill: "var(--faultline)" }),
        svg("text", { x: a, y: 18 + row * 14 + 1, style: "fill:var(--bad);font-size:10.5px", class: "halo" }, "⚡ " + text));
    }
  }
  function gaps(layer) {
    for (const s of G.spans.filter(s => s.kind !== "fault" && s.t1 >= view.from && s.t0 <= view.to)) {
      for (let n = 1; n <= G.nodes; n++) if (s.nodes >> n - 1 & 1) {
        const a = x(Math.max(s.t0, view.from)), z = x(Math.min(s.t1, view.to)), down = s.kind === "down";
        layer.append(svg("rect", { x: a, y: laneTop(n) + (down ? 3 : 28), width: Math.max(2, z - a), height: down ? 84 : 58, fill: down ? "url(#down)" : "url(#paused)" },
          svg("title", {}, s.label + " from " + seconds(s.t0) + " to " + seconds(s.t1))));
        if (z - a > 50) taken.push([a, laneTop(n) + (down ? 5 : 28), a + 150, laneTop(n) + (down ? 21 : 44)]);
        if (z - a > 50) layer.append(svg("text", { x: a + 5, y: laneTop(n) + (down ? 17 : 40), class: "halo", style: "fill:var(--downfg);font-weight:600" }, (down ? "down: " : "paused: ") + s.label));
      }
    }
  }
  const taken = [];
  function place(layer, px, py, text, style, anchor) {
    const w = text.length * 5.7 + 6, left = anchor === "end" ? px - w : anchor === "middle" ? px - w / 2 : px;
    if (left < LEFT || left + w > W() - 4) return false;
    if (taken.some(t => left < t[2] && left + w > t[0] && py - 10 < t[3] && py + 3 > t[1])) return false;
    taken.push([left, py - 10, left + w, py + 3]);
    layer.append(svg("text", { x: px, y: py, class: "halo", "text-anchor": anchor || "start", style: style || "" }, text));
    return true;
  }
  function arrows(layer, labels) {
    const good = { delivered: 1, overtaken: 1, duplicate: 1 };
    for (const f of G.frames) {
      const mine = f.m.filter(m => m[0] === view.partition);
      if (!mine.length) continue;
      const beat = mine.every(m => m[2]) && !f.c;
      if (!view.all && !f.c && !(view.beats && beat)) {
        // A loss of what the cone was waiting for is part of the story.
        if (good[f.fate] || beat) continue;
      }
      if (beat && !view.beats) continue;
      const end = f.t1 === null ? G.end : f.t1;
      if (end < view.from || f.t0 > view.to) continue;
      const down = f.to > f.from, y0 = axis(f.from), y1 = axis(f.to);
      let x0 = x(f.t0), x1 = x(end), yEnd = y1;
      const lost = !good[f.fate];
      if (f.fate === "lost" || f.fate === "blocked" || f.fate === "shed") {
        if (end - f.t0 < 1) { x1 = x0 + 14; yEnd = y0 + (down ? 26 : -26); }
      }
      const colour = lost ? "var(--lost)" : beat ? "var(--beat)" : "var(--arrow)";
      const dash = f.fate === "duplicate" ? "6 3" : f.fate === "on its way" ? "2 4" : "none";
      const g = svg("g", { class: "hit", opacity: f.c || lost ? 1 : .55 });
      g.append(svg("line", { x1: x0, y1: y0, x2: x1, y2: yEnd, stroke: colour, "stroke-width": f.c ? 1.7 : 1.1, "stroke-dasharray": dash, "marker-end": lost ? "" : beat ? "url(#beat)" : "url(#head)" }));
      g.append(svg("line", { x1: x0, y1: y0, x2: x1, y2: yEnd, stroke: "transparent", "stroke-width": 9 }));
      if (lost && f.fate !== "on its way") g.append(svg("path", { d: "M" + (x1 - 5) + "," + (yEnd - 5) + "l10,10m0,-10l-10,10", stroke: "var(--lost)", "stroke-width": 2.2 }));
      if (f.fate === "overtaken") g.append(svg("circle", { cx: (x0 + x1) / 2, cy: (y0 + yEnd) / 2, r: 4, fill: "var(--bg)", stroke: colour, "stroke-width": 1.6 }));
      const what = mine.map(m => m[1]).join("; ");
      g.append(svg("title", {}, "n" + f.from + " to n" + f.to + ", " + f.fate + ": " + what));
      g.onclick = () => say("frame " + f.id + ", n" + f.from + " to n" + f.to + ", " + f.fate, ["sent at " + seconds(f.t0) + (f.t1 === null ? ", not arrived by the end" : ", ended at " + seconds(f.t1) + " (" + span(f.t1 - f.t0) + " on its way)")].concat(f.m.map(m => "p" + m[0] + ": " + m[1])));
      layer.append(g);
      if (f.c || lost) labels.push({ f, x0, x1, y0, yEnd, colour, what });
    }
  }
  function arrowLabels(layer, labels) {
    labels.sort((p, q) => q.f.t0 - p.f.t0);
    for (const l of labels) {
      const short = l.what.split("; ")[0].replace(/, after.*$/, "").replace(/\? my log.*$/, "?").replace(/^vote for me in term/, "vote? term");
      for (const part of [.5, .4, .6, .3, .7, .2, .8, .12, .88]) {
        const px = l.x0 + (l.x1 - l.x0) * part, py = l.y0 + (l.yEnd - l.y0) * part;
        // Between the lanes, where nothing else is written.
        if (place(layer, px + 5, py, short, "fill:" + l.colour + ";font-size:10.5px")) break;
      }
    }
  }
  function short(event) {
    const w = event.w;
    switch (event.e) {
      case "VIOLATION": return D.invariant + " violated";
      case "APPEND": return "+" + w.match(/\d+/)[0];
      case "TRUNCATE": return "cut after " + w.match(/\d+/)[0];
      case "BOOT": return w.replace("boots, process", "boot");
      case "OUTCOME": return w.replace("client: operation ", "op ").replace(/ends: committed at (\d+).*/, "committed").replace(/ends: refused.*/, "refused").replace(/ends: unknown.*/, "unknown");
      case "STATE": return w.replace(/(\d+) -> /g, "").replace(/, durable \d+/, "").replace(" in term ", " t").replace(/follower t(\d+)/, "t$1").replace("pre_candidate", "pre-candidate");
      case "CALL": return "call";
      case "GAVE_UP": return "gave up";
      case "APPLY": return "";
      default: return "";
    }
  }
  function marks(layer, labels) {
    const steps = new Map();
    for (const e of G.events) {
      if (e.t < view.from || e.t > view.to || e.n === 0) continue;
      if (e.p >= 0 && e.p !== view.partition) continue;
      if (["BATCH", "DURABLE", "COMPLETED", "SYNC_FAILED", "FORGOTTEN", "LIED", "DROP", "FAULT", "HIT", "FAULT_END"].includes(e.e)) continue;
      if (e.r && !view.beats) continue;
      if (!view.all && !e.c && e.e !== "VIOLATION") continue;
      const key = e.t + "/" + e.n;
      if (!steps.has(key)) steps.set(key, []);
      steps.get(key).push(e);
    }
    for (const step of steps.values()) {
      const e = step[0], px = x(e.t), py = axis(e.n), kinds = step.map(s => s.e);
      const changed = kinds.some(k => k === "STATE" || k === "APPEND" || k === "TRUNCATE");
      const chosen = step.some(s => s.i === view.event), bad = kinds.includes("VIOLATION");
      const g = svg("g", { class: "hit" });
      if (bad) g.append(svg("line", { x1: px, x2: px, y1: TOP - 4, y2: TOP + G.nodes * LANE, stroke: "var(--bad)", "stroke-dasharray": "4 3" }));
      const client = kinds.every(k => k === "CALL" || k === "OUTCOME" || k === "GAVE_UP"), apply = kinds.every(k => k === "APPLY");
      if (bad) g.append(svg("path", { d: star(px, py, 10), fill: "var(--bad)", stroke: "var(--bg)" }));
      else if (client) g.append(svg("path", { d: "M" + px + "," + (py - 5) + "l5,9h-10z", fill: "var(--sync)" }));
      else if (apply) g.append(svg("line", { x1: px, x2: px, y1: py - 5, y2: py + 5, stroke: "var(--durable)", "stroke-width": 2 }));
      else if (kinds.includes("TRUNCATE")) g.append(svg("rect", { x: px - 5, y: py - 5, width: 10, height: 10, fill: "var(--lost)" }));
      else if (kinds.includes("APPEND")) g.append(svg("rect", { x: px - 4, y: py - 4, width: 8, height: 8, fill: "var(--mark)" }));
      else g.append(svg("circle", { cx: px, cy: py, r: 4, fill: changed ? "var(--mark)" : "var(--bg)", stroke: "var(--mark)", "stroke-width": 1.5 }));
      if (chosen) g.append(svg("circle", { cx: px, cy: py, r: 13, fill: "none", stroke: "var(--bad)", "stroke-width": 2.5 }));
      g.append(svg("circle", { cx: px, cy: py, r: 8, fill: "transparent" }), svg("title", {}, step.map(s => s.w).join("\n")));
      g.onclick = () => { view.event = e.i; draw(); details(); };
      layer.append(g);
      const words = step.map(short).filter(w => w);
      const appended = step.filter(s => s.e === "APPEND");
      let text = words.filter(w => !w.startsWith("+")).join(", ");
      if (appended.length) {
        const first = appended[0].w.match(/\d+/)[0], last = appended[appended.length - 1].w.match(/\d+/)[0];
        text = "append " + first + (first === last ? "" : "-" + last) + (text ? ", " + text.replace(/(, )?last \d+/, "").replace(/^, /, "") : "");
      }
      text = text.replace(/, $/, "");
      if (text) labels.push({ px, py, text, weight: (bad ? 4 : 0) + (chosen ? 3 : 0) + (changed ? 1 : 0), bad });
    }
  }
  function markLabels(layer, labels) {
    labels.sort((p, q) => q.weight - p.weight || q.px - p.px);
    for (const l of labels) {
      const style = l.bad ? "fill:var(--bad);font-weight:700" : "";
      for (const [dy, anchor] of [[-11, "start"], [20, "start"], [-11, "end"], [20, "end"], [-23, "start"], [-23, "end"]])
        if (place(layer, l.px + (anchor === "end" ? 4 : -4), l.py + dy, l.text, style, anchor)) break;
    }
  }
  function star(cx, cy, r) {
    let d = "";
    for (let i = 0; i < 10; i++) {
      const q = i % 2 ? r * .45 : r, a = Math.PI * (i / 5 - .5);
      d += (i ? "L" : "M") + (cx + q * Math.cos(a)).toFixed(1) + "," + (cy + q * Math.sin(a)).toFixed(1);
    }
    return d + "z";
  }
  function clock(back) {
    const y = TOP + G.nodes * LANE, ticks = Math.max(3, Math.floor((W() - LEFT) / 130));
    let before = null;
    const tick = (t, text) => back.append(svg("line", { x1: x(t), x2: x(t), y1: TOP, y2: y + 4, stroke: "var(--line)" }),
      svg("text", { x: x(t), y: y + 17, "text-anchor": "middle", style: "fill:var(--dim)" }, text));
    if (!view.even) {
      const range = view.to - view.from; let step = S * 100;
      for (let e = 3; e < 12; e++) for (const f of [1, 2, 5]) { const s = f * 10 ** e; if (range / s <= ticks && s < step) step = s; }
      const digits = Math.max(0, Math.min(6, 9 - Math.floor(Math.log10(step))));
      for (let t = Math.ceil(view.from / step) * step; t <= view.to; t += step) tick(t, (t / S).toFixed(digits) + " s");
      return;
    }
    for (let i = 1; i < ticks; i++) {
      const t = time(LEFT + (W() - LEFT) * i / ticks);
      if (t > G.end) break;
      tick(t, before === null ? seconds(t) + " s" : "+" + span(t - before));
      before = t;
    }
  }
  function draw() {
    const height = TOP + G.nodes * LANE + 26;
    plot.setAttribute("viewBox", "0 0 " + W() + " " + height); plot.setAttribute("height", height);
    plot.replaceChildren(); taken.length = 0;
    chooser.value = view.partition; evenBox.checked = view.even; allBox.checked = view.all; beatBox.checked = view.beats;
    const hatch = (id, colour, base) => svg("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: 8, height: 8, fill: base }), svg("rect", { width: 2, height: 8, fill: colour }));
    const head = (id, colour) => svg("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto", markerUnits: "userSpaceOnUse" }, svg("path", { d: "M0,0.5L8,4L0,7.5z", fill: colour }));
    plot.append(svg("defs", {}, hatch("down", "var(--line)", "var(--down)"), hatch("paused", "var(--candidate)", "transparent"),
      head("head", "var(--arrow)"), head("beat", "var(--beat)"), svg("clipPath", { id: "clip" }, svg("rect", { x: LEFT, y: 0, width: W() - LEFT, height }))));
    const back = svg("g", { "clip-path": "url(#clip)" }), front = svg("g", { "clip-path": "url(#clip)" }), text = svg("g", { "clip-path": "url(#clip)" });
    clock(back); faults(back);
    for (let n = 1; n <= G.nodes; n++) {
      const y = laneTop(n);
      plot.append(svg("text", { x: 12, y: y + 19, style: "font-size:15px;font-weight:700" }, "n" + n),
        svg("text", { x: 12, y: axis(n) + 4, style: "fill:var(--dim)" }, "events"), svg("text", { x: 12, y: y + 102, style: "fill:var(--dim)" }, "disk"),
        svg("text", { x: 12, y: y + 128, style: "fill:var(--dim)" }, "commit"),
        svg("line", { x1: 0, x2: W(), y1: y + LANE - 2, y2: y + LANE - 2, stroke: "var(--line)" }));
      front.append(svg("line", { x1: LEFT, x2: W(), y1: axis(n), y2: axis(n), stroke: "var(--dim)", "stroke-width": .8 }));
      roles(front, n);
    }
    gaps(front);
    for (let n = 1; n <= G.nodes; n++) { disks(front, n); commitLine(front, n); }
    const arrowTexts = [], markTexts = [];
    arrows(front, arrowTexts); marks(front, markTexts);
    markLabels(text, markTexts); arrowLabels(text, arrowTexts);
    plot.append(back, front, text);
    if (G.cut && view.from <= G.start) plot.append(svg("text", { x: LEFT + 6, y: TOP - 6, class: "halo", style: "fill:var(--dim)" }, "earlier events are only in trace.ndjson"));
    writeAddress();
  }
  function say(title, lines) {
    box.replaceChildren(el("b", {}, title), ...lines.map(l => el("p", { class: "mono" }, l)));
  }
  function details() {
    const e = G.events.find(e => e.i === view.event);
    if (!e) {
      const known = D.evidence.find(v => v.i === view.event);
      if (known) say("event " + known.i + ", " + known.who + ", at " + seconds(known.t) + " s", [known.w]);
      else box.replaceChildren(el("span", { class: "dim" }, "Nothing chosen. Hover for a word, click for all that is known."));
      return;
    }
    const step = G.events.filter(o => o.t === e.t && o.n === e.n && (o.p === e.p || o.p < 0));
    say("n" + e.n + " at " + seconds(e.t) + " s, event " + e.i + " of trace.ndjson" + (e.c ? ", in the causal cone" : ""), step.map(s => (s.p < 0 ? "" : "p" + s.p + " ") + s.w));
  }
  let grabbed = null;
  plot.addEventListener("pointerdown", e => { grabbed = { at: e.clientX, from: view.from, to: view.to, moved: false }; });
  addEventListener("pointermove", e => {
    if (!grabbed) return;
    if (Math.abs(e.clientX - grabbed.at) < 4 && !grabbed.moved) return;
    grabbed.moved = true; view.from = grabbed.from; view.to = grabbed.to;
    move((grabbed.at - e.clientX) / (W() - LEFT - 16)); draw();
  });
  addEventListener("pointerup", () => { grabbed = null; });
  plot.addEventListener("wheel", e => {
    e.preventDefault();
    const r = plot.getBoundingClientRect(); zoom(e.deltaY > 0 ? 1.25 : .8, time((e.clientX - r.left) * W() / r.width)); draw();
  }, { passive: false });
  {
    const sample = (width, ...parts) => svg("svg", { width, height: 14 }, ...parts);
    const rect = c => sample(22, svg("rect", { width: 22, height: 12, y: 1, fill: c }));
    const line = (c, dash, extra) => sample(30, svg("line", { x1: 0, x2: 28, y1: 7, y2: 7, stroke: c, "stroke-width": 1.7, "stroke-dasharray": dash || "none" }), ...(extra || []));
    const cross = svg("path", { d: "M20,2l9,9m0,-9l-9,9", stroke: "var(--lost)", "stroke-width": 2 });
    const items = [
      [rect("var(--leader)"), "leader"], [rect("var(--candidate)"), "candidate"], [rect("var(--precandidate)"), "pre-candidate"], [rect("var(--follower)"), "follower (tN: term N)"],
      [sample(12, svg("circle", { cx: 6, cy: 7, r: 4, fill: "var(--mark)" })), "a step that changed the node"], [sample(12, svg("circle", { cx: 6, cy: 7, r: 4, fill: "none", stroke: "var(--mark)", "stroke-width": 1.5 })), "a step that only spoke or listened"],
      [sample(12, svg("rect", { x: 2, y: 3, width: 8, height: 8, fill: "var(--mark)" })), "append"], [sample(12, svg("rect", { x: 1, y: 2, width: 10, height: 10, fill: "var(--lost)" })), "log cut"],
      [sample(8, svg("line", { x1: 4, x2: 4, y1: 2, y2: 12, stroke: "var(--durable)", "stroke-width": 2 })), "applied"], [sample(12, svg("path", { d: "M6,2l5,9h-10z", fill: "var(--sync)" })), "client called or heard"],
      [sample(22, svg("path", { d: star(11, 7, 7), fill: "var(--bad)" })), "the violation"],
      [line("var(--arrow)"), "message delivered"], [line("var(--arrow)", "6 3"), "delivered again (duplicate)"], [line("var(--arrow)", "", [svg("circle", { cx: 14, cy: 7, r: 4, fill: "var(--bg)", stroke: "var(--arrow)", "stroke-width": 1.5 })]), "overtaken by a later one"],
      [line("var(--lost)", "", [cross]), "lost, blocked or shed"], [line("var(--lost)", "2 4"), "still on its way"],
      [rect("var(--write)"), "disk: being written"], [rect("var(--sync)"), "disk: syncing"], [rect("var(--durable)"), "disk: durable, on its way to the node"], [sample(16, svg("circle", { cx: 7, cy: 7, r: 6.5, fill: "var(--lost)" }), svg("text", { x: 7, y: 11, "text-anchor": "middle", style: "fill:#fff;font:700 11px system-ui" }, "×")), "disk: lost or failed"], [sample(16, svg("circle", { cx: 7, cy: 7, r: 6.5, fill: "var(--lost)" }), svg("text", { x: 7, y: 11, "text-anchor": "middle", style: "fill:#fff;font:700 11px system-ui" }, "!")), "disk: lied about a sync"],
      [line("var(--durable)"), "commit index, with its value"], [rect("var(--down)"), "process down (hatched)"], [sample(22, svg("rect", { width: 22, height: 12, y: 1, fill: "url(#paused)" })), "process paused (hatched)"], [rect("var(--fault)"), "⚡ a fault lasts here"],
    ];
    page.append(el("div", { class: "legend" }, items.map(([s, t]) => el("span", {}, s, t))));
  }

  // ---- what depends on the partition, below the diagram

  const below = el("div"); page.append(below);
  function grid() {
    const g = D.grids.find(g => g.partition === view.partition), columns = [];
    for (let i = g.first; i <= g.last; i++) columns.push(i);
    const differing = new Set(g.differing);
    const head = el("tr", {}, el("th", { class: "name" }, "index"), columns.map(i => el("th", {}, i)), el("th", { class: "name", style: "padding-left:12px" }, "commit, applied"));
    const rows = g.rows.map(r => el("tr", {}, el("td", { class: "name" }, "n" + r.node + (r.up ? "" : " (down)")), r.cells.map(([memory, disk], k) => {
      const index = g.first + k;
      if (!memory && !disk) return el("td", { class: "cell none" }, "·");
      const shown = memory || disk, kind = "cell" + (disk !== shown ? " unsynced" : "") + (index <= r.commit ? " committed" : "") + (differing.has(index) ? " differ" : "");
      const c = el("td", { class: kind, title: "n" + r.node + ", index " + index + ": " + (memory ? "term " + memory : "nothing") + " in memory, " + (disk ? "term " + disk : "nothing") + " on disk" + (index <= r.commit ? ", committed" : "") }, shown);
      c.style.backgroundColor = termColour(shown);
      return c;
    }), el("td", { class: "name", style: "padding-left:12px" }, r.up ? r.commit + ", " + r.applied : "-")));
    const key = (cls, text, label) => { const c = el("td", { class: "cell " + cls, style: "width:31px;text-align:center;border:1px solid var(--bg);background-color:" + TERMS[3] }, text); return el("span", {}, el("table", {}, el("tr", {}, c)), label); };
    return [el("h2", {}, "Logs of " + group(g.partition) + " at the violation"),
      el("p", { class: "dim" }, g.last < g.first ? "No node has an entry." : "The number in a cell is the entry's term, and so is its colour." + (g.first > 1 ? " Entries below " + g.first + " are equal wherever they are and are not shown." : "")),
      el("div", { class: "scroll" }, el("table", { class: "grid" }, el("thead", {}, head), el("tbody", {}, rows))),
      el("div", { class: "legend" }, key("", "3", "in memory and on disk"), key("unsynced", "3", "not on disk"), key("committed", "3", "committed, as the node knows"), key("differ", "3", "nodes differ here"), el("span", {}, "· no entry"))];
  }
  function nodes() {
    const t = D.tables.find(t => t.partition === view.partition);
    const rows = t.after.map((row, i) => el("tr", {}, row.map((cell, c) => {
      const was = t.before[i][c];
      return el("td", { class: "num" + (was === cell ? "" : " changed") }, was === cell ? cell : was + " → " + cell);
    })));
    return [el("h2", {}, "Nodes in " + group(t.partition)), el("p", { class: "dim" }, "From before the first contradicting event (" + seconds(D.beforeTime) + " s) to the violation; what changed is marked. 12(t3): index 12 of term 3. On disk is what a loss of power would leave; disk term comes with the vote in it."),
      el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, D.columns.map(c => el("th", {}, c)))), el("tbody", {}, rows)))];
  }
  function calls() {
    const mine = D.calls.filter(c => c.p === view.partition);
    const parts = [el("h2", {}, "Clients of " + group(view.partition))];
    if (!mine.length) { parts.push(el("p", { class: "dim" }, "No call in the last seconds.")); return parts; }
    const from = Math.max(G.start, Math.min(...mine.map(c => c.t0), G.end - 1e6)), to = G.end, w = 1480;
    const start = Math.max(from, G.end - 3 * S), px = t => 92 + (Math.max(t, start) - start) / Math.max(1, to - start) * (w - 320);
    const shown = mine.slice(-24), h = shown.length * 20 + 26;
    const s = svg("svg", { viewBox: "0 0 " + w + " " + h, width: "100%", style: "font:11px system-ui;max-width:" + w + "px" });
    const colour = { OK: "var(--durable)", REFUSED: "var(--candidate)", UNKNOWN: "var(--sync)", OPEN: "var(--follower)" };
    shown.forEach((c, i) => {
      const y = i * 20 + 4;
      s.append(svg("text", { x: 4, y: y + 11, fill: "var(--dim)" }, (c.client > 0 ? "client " + c.client : "simulator") + (c.n ? " → n" + c.n : "")),
        svg("rect", { x: px(c.t0), y, width: Math.max(3, px(c.t1) - px(c.t0)), height: 14, rx: 2, fill: colour[c.outcome] }, svg("title", {}, seconds(c.t0) + " to " + seconds(c.t1))),
        svg("text", { x: Math.max(px(c.t1), px(c.t0) + 3) + 6, y: y + 11, fill: "var(--fg)" }, "op " + c.first + (c.count > 1 ? "-" + (c.first + c.count - 1) : "") + ": " + c.w));
    });
    s.append(svg("text", { x: 92, y: h - 6, fill: "var(--dim)" }, seconds(start) + " s"), svg("text", { x: px(to), y: h - 6, fill: "var(--dim)", "text-anchor": "end" }, seconds(to) + " s"));
    parts.push(el("p", { class: "dim" }, "The last " + shown.length + " calls, from invoke to return; the bar's end says what the client heard."), s,
      el("div", { class: "legend" }, Object.entries({ OK: "committed", REFUSED: "refused: certainly not done", UNKNOWN: "unknown: may still be done", OPEN: "under way" }).map(([k, t]) => el("span", {}, svg("svg", { width: 22, height: 12 }, svg("rect", { width: 22, height: 12, rx: 2, fill: colour[k] })), t))));
    return parts;
  }
  function lower() { below.replaceChildren(...grid(), ...nodes(), ...calls()); }
  if (D.diff) {
    page.append(el("h2", {}, "Beside a run that passes"), el("p", { class: "dim" }, D.diff.length ? "For each node, the first event that is not the same in a run that is nearly the same and has no violation." : "The two runs are the same, node by node, up to the violation."));
    for (const n of D.diff) page.append(
      el("p", {}, el("b", {}, "n" + n.node), " does the same " + n.common + " times, the last time: ", el("code", {}, n.before.length ? n.before[n.before.length - 1] : "nothing")),
      el("div", { class: "diff" }, el("div", {}, el("p", { class: "dim" }, "then, in this run"), el("pre", {}, n.failing.join("\n") || "nothing more")), el("div", {}, el("p", { class: "dim" }, "then, in the run that passes"), el("pre", {}, n.passing.join("\n") || "nothing more"))));
  }
  function show() { readAddress(); draw(); details(); lower(); }
  addEventListener("hashchange", show); addEventListener("resize", draw);
  show();
})();
