// Makes the map of the region: config/static/img/region.svg and tracking/views/country_centres.py.
//
// From the npm package world-atlas 2.0.2, countries-50m.json: Natural Earth, public domain.
// Once, in a folder of its own:
//   npm install world-atlas@2.0.2 topojson-client@3 && node <project>/docs/map/make.mjs <project>

import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const { feature } = require("topojson-client");
const world = require("world-atlas/countries-50m.json");
const project = process.argv[2] ?? ".";

// What is shown, in degrees, and how wide it becomes.
const WEST = -118, EAST = -54, SOUTH = 3, NORTH = 36, WIDTH = 1000;
// Points nearer than this to the last one are left out; islands smaller than this are drawn round.
const APART = 1.1, SMALLEST = 30, ROUND = 5;
// ISO 3166 numbers, which the atlas has, to letters, which our countries have.
const COUNTRIES = {
  "840": "US", "484": "MX", "320": "GT", "084": "BZ", "222": "SV", "340": "HN", "558": "NI",
  "188": "CR", "591": "PA", "192": "CU", "388": "JM", "332": "HT", "214": "DO", "630": "PR",
  "044": "BS", "780": "TT", "328": "GY", "740": "SR", "052": "BB", "308": "GD", "670": "VC",
  "662": "LC", "212": "DM", "028": "AG", "659": "KN", "533": "AW", "531": "CW", "092": "VG",
  "850": "VI", "136": "KY", "796": "TC", "660": "AI", "500": "MS", "534": "SX", "663": "MF",
};
const CONTEXT = ["124", "170", "862", "076", "218", "604", "250"];

const mercator = (latitude) => Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360));
const scale = WIDTH / (((EAST - WEST) * Math.PI) / 180);
const place = ([longitude, latitude]) => [
  ((longitude - WEST) * Math.PI / 180) * scale,
  (mercator(NORTH) - mercator(Math.max(-80, Math.min(80, latitude)))) * scale,
];
const HEIGHT = Math.round(place([0, SOUTH])[1]);

// Sutherland and Hodgman: what of a ring lies within the frame, one side after the other.
const SIDES = [
  { inside: ([x]) => x >= -9, cut: (a, b) => cross(a, b, 0, -9) },
  { inside: ([x]) => x <= WIDTH + 9, cut: (a, b) => cross(a, b, 0, WIDTH + 9) },
  { inside: ([, y]) => y >= -9, cut: (a, b) => cross(a, b, 1, -9) },
  { inside: ([, y]) => y <= HEIGHT + 9, cut: (a, b) => cross(a, b, 1, HEIGHT + 9) },
];

function cross(a, b, axis, limit) {
  const part = (limit - a[axis]) / (b[axis] - a[axis]);
  const point = [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
  point[axis] = limit;
  return point;
}

function clipped(ring) {
  return SIDES.reduce((points, { inside, cut }) => {
    const kept = [];
    points.forEach((point, n) => {
      const before = points[(n + points.length - 1) % points.length];
      if (inside(point) !== inside(before)) kept.push(cut(before, point));
      if (inside(point)) kept.push(point);
    });
    return kept;
  }, ring);
}

function thinned(ring) {
  const kept = [];
  for (const point of ring) {
    const last = kept[kept.length - 1];
    if (!last || Math.hypot(point[0] - last[0], point[1] - last[1]) >= APART) kept.push(point);
  }
  return kept;
}

const area = (ring) => Math.abs(ring.reduce((sum, [x, y], n) => {
  const [nextX, nextY] = ring[(n + 1) % ring.length];
  return sum + x * nextY - nextX * y;
}, 0)) / 2;

const middle = (ring) => {
  const xs = ring.map(([x]) => x), ys = ring.map(([, y]) => y);
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
};

// Relative steps of whole tenths are the shortest way to write a ring.
function drawn(ring) {
  let [x, y] = ring[0].map((value) => Math.round(value * 10));
  let path = `M${x / 10} ${y / 10}l`;
  const steps = [];
  for (const point of ring.slice(1)) {
    const [toX, toY] = point.map((value) => Math.round(value * 10));
    steps.push(`${(toX - x) / 10} ${(toY - y) / 10}`);
    [x, y] = [toX, toY];
  }
  path += steps.join(" ").replaceAll(" -", "-").replaceAll(/(^|[ -])0\./g, "$1.");
  return `${path}z`;
}

const round = ([x, y]) =>
  `M${(x - ROUND).toFixed(1)} ${y.toFixed(1)}a${ROUND} ${ROUND} 0 1 0 ${2 * ROUND} 0a${ROUND} ${ROUND} 0 1 0-${2 * ROUND} 0z`;

function ringsOf(id) {
  const shape = world.objects.countries.geometries.find((each) => each.id === id);
  if (!shape) return [];
  const { geometry } = feature(world, shape);
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons
    .map(([outer]) => clipped(outer.map(place)))
    .filter((ring) => ring.length > 2)
    .sort((one, other) => area(other) - area(one));
}

function pathOf(rings) {
  if (area(rings[0]) < SMALLEST) return round(middle(rings[0]));
  const large = rings.filter((ring, n) => n === 0 || area(ring) > 3).map(thinned);
  return large.filter((ring) => ring.length > 3).map(drawn).join("");
}

const paths = [], centres = [];
for (const [id, code] of Object.entries(COUNTRIES)) {
  const rings = ringsOf(id);
  if (!rings.length) {
    console.error(`${code} is not in the atlas.`);
    continue;
  }
  paths.push(`<path id="c-${code}" d="${pathOf(rings)}"/>`);
  const [x, y] = middle(rings[0]).map(Math.round);
  centres.push(`    "${code}": (${x}, ${y}),`);
}
const context = CONTEXT.flatMap(ringsOf).filter((ring) => area(ring) > 12).map(thinned);
paths.push(`<path id="context" d="${context.filter((ring) => ring.length > 3).map(drawn).join("")}"/>`);

writeFileSync(
  join(project, "config/static/img/region.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">\n<g id="all">\n${paths.join("\n")}\n</g>\n</svg>\n`,
);
writeFileSync(
  join(project, "tracking/views/country_centres.py"),
  `"""Where the countries stand on the map of the region; made by docs/map/make.mjs."""

# A point within the largest part of each, by its ISO code.
CENTRES: dict[str, tuple[int, int]] = {
${centres.join("\n")}
}
`,
);
