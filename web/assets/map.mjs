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
        .features.map(({ id, properties, geometry }) => [String(id), { name: properties.name, d: line(geometry) || line(exact.get(id)) }])
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  return { states: drawn("states"), counties: drawn("counties") };
}

function line(geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons
    .flatMap((rings) => rings.map((ring) => ring.map(([x, y]) => [Math.round(x * 10), Math.round(y * 10)])))
    .map((ring) => ring.filter(([x, y], at) => !at || x !== ring[at - 1][0] || y !== ring[at - 1][1]))
    .filter((ring) => ring.length > 3)
    .map((ring) => {
      const steps = ring.slice(1).map(([x, y], at) => `${(x - ring[at][0]) / 10},${(y - ring[at][1]) / 10}`);
      return `M${ring[0][0] / 10},${ring[0][1] / 10}l${steps.join(" ")}z`;
    })
    .join("");
}
