import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import type { Palette } from "./palette";

/** What the map is asked to show besides the territory: nothing, a competence family, or a level. */
export interface Subject {
  readonly family: string;
  readonly level: string;
}

export const PLACES = "places";
// Families as styles/fonts.css names them; MapLibre reads the weight off the first name and draws with the page font.
const FONT = ["Territoire Sans Medium", "Territoire Sans"];
const FONT_STRONG = ["Territoire Sans Bold", "Territoire Sans"];

function placesUrl({ family, level }: Subject): string {
  const query = family
    ? `?family=${encodeURIComponent(family)}`
    : level
      ? `?level=${encodeURIComponent(level)}`
      : "";
  return `${location.origin}/tuiles/places/{z}/{x}/{y}.mvt${query}`;
}

const state = (key: string): ExpressionSpecification => ["boolean", ["feature-state", key], false];

const asked = ({ family, level }: Subject): boolean => family !== "" || level !== "";

/**
 * A place that had to be widened counts everyone of its intercommunalité or department: painted in full,
 * the emptiest country would look like the fullest town. Answers by family or level are all departments.
 */
function wideIsPale(subject: Subject): ExpressionSpecification | number {
  return asked(subject) ? 0.92 : ["match", ["get", "scope"], "department", 0.22, "epci", 0.5, 0.92];
}

/**
 * The whole style, from our own tiles. There is no `glyphs` address: MapLibre then draws letters from
 * the page's own fonts, so labels need no other file and no other origin.
 */
export function mapStyle(p: Palette, subject: Subject): StyleSpecification {
  const fill: ExpressionSpecification = [
    "match",
    ["get", "class"],
    1,
    p.classes[1],
    2,
    p.classes[2],
    3,
    p.classes[3],
    4,
    p.classes[4],
    p.classes[0],
  ];
  return {
    version: 8,
    sources: {
      [PLACES]: {
        type: "vector",
        tiles: [placesUrl(subject)],
        minzoom: 4,
        maxzoom: 12,
        promoteId: { places: "code" },
      },
      territory: {
        type: "vector",
        tiles: [`${location.origin}/tuiles/territory/{z}/{x}/{y}.mvt`],
        minzoom: 4,
        maxzoom: 12,
      },
    },
    transition: { duration: 0, delay: 0 },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": p.outside } },
      {
        id: "region-fill",
        type: "fill",
        source: "territory",
        "source-layer": "region",
        paint: { "fill-color": p.ground },
      },
      {
        id: "places-fill",
        type: "fill",
        source: PLACES,
        "source-layer": "places",
        paint: { "fill-color": fill, "fill-opacity": wideIsPale(subject) },
      },
      {
        id: "places-hatch",
        type: "fill",
        source: PLACES,
        "source-layer": "places",
        filter: asked(subject) ? false : ["!=", ["get", "scope"], "cell"],
        paint: {
          "fill-pattern": ["match", ["get", "scope"], "epci", "hatch-epci", "hatch-department"],
        },
      },
      {
        id: "communes",
        type: "line",
        source: "territory",
        "source-layer": "communes",
        minzoom: 9,
        paint: {
          "line-color": p.commune,
          "line-width": 0.5,
          "line-opacity": ["interpolate", ["linear"], ["zoom"], 9, 0.15, 11, 0.5],
        },
      },
      {
        id: "rivers",
        type: "line",
        source: "territory",
        "source-layer": "rivers",
        layout: { "line-cap": "round", "line-join": "round" },
        paint: {
          "line-color": p.river,
          // courses are estimates, good for finding one's way from afar: they fade as one comes close
          "line-opacity": ["interpolate", ["linear"], ["zoom"], 7, 0.75, 11, 0.35],
          "line-width": [
            "interpolate",
            ["linear"],
            ["zoom"],
            6,
            ["match", ["get", "rank"], 1, 1.4, 0.7],
            10,
            2.4,
          ],
        },
      },
      {
        id: "places-line",
        type: "line",
        source: PLACES,
        "source-layer": "places",
        layout: { "line-join": "round" },
        paint: {
          "line-color": p.outline,
          "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.7, 10, 1.6],
        },
      },
      {
        id: "epci",
        type: "line",
        source: "territory",
        "source-layer": "epci",
        minzoom: 7,
        paint: {
          "line-color": p.epci,
          "line-width": 0.8,
          "line-dasharray": [3, 2],
          "line-opacity": ["interpolate", ["linear"], ["zoom"], 7, 0.25, 9, 0.7],
        },
      },
      {
        id: "departments",
        type: "line",
        source: "territory",
        "source-layer": "departments",
        layout: { "line-join": "round" },
        paint: {
          "line-color": p.department,
          "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.9, 10, 1.8],
        },
      },
      {
        id: "region",
        type: "line",
        source: "territory",
        "source-layer": "region",
        layout: { "line-join": "round" },
        paint: { "line-color": p.region, "line-width": 1.6 },
      },
      {
        id: "places-active",
        type: "line",
        source: PLACES,
        "source-layer": "places",
        layout: { "line-join": "round" },
        paint: {
          "line-color": p.focus,
          "line-width": ["case", state("chosen"), 3.5, state("hover"), 2, 0],
        },
      },
      {
        id: "towns-dot",
        type: "circle",
        source: "territory",
        "source-layer": "towns",
        filter: ["<=", ["get", "rank"], 2],
        paint: {
          "circle-radius": ["match", ["get", "rank"], 1, 3, 2],
          "circle-color": p.text,
          "circle-stroke-color": p.halo,
          "circle-stroke-width": 1.2,
        },
      },
      {
        id: "towns",
        type: "symbol",
        source: "territory",
        "source-layer": "towns",
        layout: {
          "text-field": ["get", "name"],
          "text-font": ["match", ["get", "rank"], 1, ["literal", FONT_STRONG], ["literal", FONT]],
          "text-size": [
            "interpolate",
            ["linear"],
            ["zoom"],
            6,
            ["match", ["get", "rank"], 1, 14, 2, 12.5, 11.5],
            11,
            ["match", ["get", "rank"], 1, 19, 2, 16.5, 3, 15, 4, 13.5, 12.5],
          ],
          "text-variable-anchor": ["bottom", "top", "left", "right"],
          "text-radial-offset": 0.45,
          "text-justify": "auto",
          "text-padding": 5,
          "text-max-width": 9,
          "symbol-sort-key": ["get", "rank"],
        },
        paint: { "text-color": p.text, "text-halo-color": p.halo, "text-halo-width": 1.7 },
      },
    ],
  };
}

/**
 * A repeating texture laid over places that are wider than a cell, so that scope is told by form and
 * not by colour: fine slanted lines for an intercommunalité, crossed ones for a department.
 */
export function hatch(
  kind: string,
  [r, g, b, a]: Palette["hatch"],
): { width: number; height: number; data: Uint8Array } {
  const size = kind === "hatch-epci" ? 10 : 16;
  const data = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const rising = (x + y) % size === 0 || (x + y) % size === 1;
      const falling = kind === "hatch-department" && (x - y + size) % size < 2;
      if (rising || falling) data.set([r, g, b, a], (y * size + x) * 4);
    }
  }
  return { width: size, height: size, data };
}
