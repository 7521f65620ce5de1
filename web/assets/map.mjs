// The offline basemap: outlines of states and counties as SVG paths, in the projection in which us-atlas brings them (Albers, 975 by 610).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const LEAST = 0.35; // square pixels that a corner must make; less is not seen

export function outlines() {
  const path = createRequire(import.meta.url).resolve("us-atlas/counties-albers-10m.json");
  const plain = JSON.parse(readFileSync(path, "utf8"));
  const topology = simplify(presimplify(plain), LEAST);
  const exact = new Map(feature(plain, plain.objects.counties).features.map(({ id, geometry }) => [id, geometry]));
  const drawn = (kind) =>
    Object.fromEntries(
      feature(topology, topology.objects[kind])
        // what is too small to be left with three corners is drawn as it is
        .features.map(({ id, properties, geometry }) => [String(id), { name: properties.name, d: line(geometry, 10) || line(exact.get(id), 100) || spot(exact.get(id)) }])
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  return { states: drawn("states"), counties: drawn("counties") };
}

// Three cities of Virginia are too small for the grid that the atlas is drawn on: a spot shows where they are.
function spot(geometry) {
  const [x, y] = geometry.coordinates.flat(geometry.type === "Polygon" ? 1 : 2)[0];
  return `M${(x - 0.8).toFixed(1)},${(y - 0.8).toFixed(1)}l1.6,0 0,1.6 -1.6,0z`;
}

function line(geometry, by) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons
    .flatMap((rings) => rings.map((ring) => ring.map(([x, y]) => [Math.round(x * by), Math.round(y * by)])))
    .map((ring) => ring.filter(([x, y], at) => !at || x !== ring[at - 1][0] || y !== ring[at - 1][1]))
    .filter((ring) => ring.length > 3)
    .map((ring) => {
      const steps = ring.slice(1).map(([x, y], at) => `${(x - ring[at][0]) / by},${(y - ring[at][1]) / by}`);
      return `M${ring[0][0] / by},${ring[0][1] / by}l${steps.join(" ")}z`;
    })
    .join("");
}
