import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Palette } from "../palette";
import { mapStyle } from "../style.ts";
import { AREA } from "./area.ts";

/** The published cells, and the layer of their tiles: each says itself how it is shaded by the question. */
export const CELLS = "cells";
export const LAYER = "mailles";

const is = (key: string): ExpressionSpecification => ["boolean", ["feature-state", key], false];

/**
 * The ground, rivers, outlines and towns of the public map, with cells in the place of its released figures; `tiles` is
 * the address of the question's tiles.
 */
export function searchStyle(p: Palette, tiles: string): StyleSpecification {
  const base = mapStyle(p, { family: "", level: "" });
  const fill: ExpressionSpecification = [
    "match",
    ["get", "class"],
    2,
    p.classes[2],
    3,
    p.classes[3],
    4,
    p.classes[4],
    p.classes[0],
  ];
  const wide = (...scopes: string[]): ExpressionSpecification => [
    "case",
    ["in", ["get", "scope"], ["literal", scopes]],
    1,
    0,
  ];
  const hatched = (id: string, pattern: string, ...scopes: string[]): LayerSpecification => ({
    id,
    type: "fill",
    source: CELLS,
    "source-layer": LAYER,
    paint: { "fill-pattern": pattern, "fill-opacity": wide(...scopes) },
  });
  const cells: LayerSpecification[] = [
    {
      id: "cells-fill",
      type: "fill",
      source: CELLS,
      "source-layer": LAYER,
      paint: {
        "fill-color": fill,
        // a place that takes the figure of a wider one is paler: the emptiest country must not look like a town
        "fill-opacity": ["match", ["get", "scope"], "cell", 0.95, "epci", 0.6, 0.35],
      },
    },
    hatched("cells-epci", "hatch-epci", "epci"),
    hatched("cells-wide", "hatch-department", "department", "region"),
  ];
  const lines: LayerSpecification[] = [
    {
      id: "cells-line",
      type: "line",
      source: CELLS,
      "source-layer": LAYER,
      layout: { "line-join": "round" },
      paint: {
        "line-color": p.outline,
        "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.5, 10, 1.4],
      },
    },
  ];
  const active: LayerSpecification = {
    id: "cells-active",
    type: "line",
    source: CELLS,
    "source-layer": LAYER,
    layout: { "line-join": "round" },
    paint: {
      "line-color": p.focus,
      "line-width": ["case", is("chosen"), 3, is("hover"), 2, is("area"), 2, is("here"), 2, 0],
    },
  };
  const drawn: LayerSpecification[] = [
    {
      id: "area-line",
      type: "line",
      source: AREA,
      filter: ["==", ["geometry-type"], "LineString"],
      layout: { "line-join": "round" },
      paint: { "line-color": p.focus, "line-width": 2.5, "line-dasharray": [2, 1.5] },
    },
    {
      id: "area-corners",
      type: "circle",
      source: AREA,
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 6,
        "circle-color": p.focus,
        "circle-stroke-color": p.classes[0],
        "circle-stroke-width": 2,
      },
    },
  ];
  const layers = base.layers.flatMap((layer): LayerSpecification[] => {
    if (layer.id === "places-fill") return cells;
    if (layer.id === "places-line") return lines;
    if (layer.id === "places-active") return [active, ...drawn];
    return layer.id.startsWith("places-") ? [] : [layer];
  });
  const { territory } = base.sources;
  return {
    ...base,
    sources: {
      ...(territory ? { territory } : {}),
      [CELLS]: { type: "vector", tiles: [tiles], minzoom: 4, maxzoom: 12 },
      [AREA]: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    },
    layers,
  };
}
