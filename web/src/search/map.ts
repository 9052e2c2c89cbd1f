/**
 * The map of a recruiter's question. Its tiles bear the answer, cell by cell; the table of the page says the same in
 * words, and where the tiles of its question are.
 */
import type { FeatureCollection } from "geojson";
import {
  LngLatBounds,
  type MapGeoJSONFeature,
  Map as MapLibre,
  type PointLike,
  setWorkerCount,
  setWorkerUrl,
  type VectorTileSource,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { palette } from "../palette.ts";
import { hatch } from "../style.ts";
import { type AreaDrawing, startArea } from "./area.ts";
import { CELLS, LAYER, searchStyle } from "./style.ts";

const REGION: [number, number, number, number] = [0.05, 46.34, 3.13, 48.95];

export interface SearchMap {
  /** Asks for the tiles of the question that the page answers now. */
  paint(): void;
}

/** Draws the map where there is a place for it; `go` is what a place chosen on it leads to. */
export function startMap(go: (href: string) => void): SearchMap {
  const frame = document.getElementById("carte");
  if (!frame) return { paint: () => {} };
  try {
    return draw(frame, go);
  } catch (error) {
    // No WebGL: the text inside the frame stays, and the table says the same.
    console.info("map not drawn", error);
    return { paint: () => {} };
  }
}

function draw(frame: HTMLElement, go: (href: string) => void): SearchMap {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const stillness = matchMedia("(prefers-reduced-motion: reduce)");
  const words = frame.dataset;
  const panel = document.getElementById("carte-lieu");
  const invitation = panel?.textContent ?? "";
  const ask = document.getElementById("carte-demander");
  setWorkerUrl(new URL(workerUrl, location.href).href);
  setWorkerCount(1);
  const map = new MapLibre({
    container: frame,
    style: searchStyle(palette(scheme.matches), address()),
    bounds: REGION,
    fitBoundsOptions: { padding: 20 },
    minZoom: 4.5,
    maxZoom: 12.5,
    maxBounds: [-4, 43.5, 7.5, 51.5],
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: stillness.matches ? 0 : 200,
    locale: { "Map.Title": words.title ?? "Carte" },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.scrollZoom.setWheelZoomRate(1 / 300);
  frame.classList.add("vivante");
  controls(frame, map, stillness);

  map.setMissingStyleImageResolver((id) => {
    if (id.startsWith("hatch-") && !map.hasImage(id)) {
      map.addImage(id, hatch(id, palette(scheme.matches).hatch), { pixelRatio: 2 });
    }
  });
  scheme.addEventListener("change", () => {
    const colours = palette(scheme.matches);
    for (const id of ["hatch-epci", "hatch-department"]) {
      if (map.hasImage(id)) map.updateImage(id, hatch(id, colours.hatch));
    }
    map.setStyle(searchStyle(colours, shown), { diff: true });
    map.once("idle", () => mark());
  });

  let chosen: string[] = [];
  let loaded = false;
  /** Where the tiles that are shown come from. */
  let shown = address();
  /** The middle of each cell's outline: what a radius chooses cells by, on this screen alone (G5). */
  const middles = new Map<string, [number, number]>();
  let picked = "";
  const near = document.getElementById("carte-rayon");
  const radius = document.getElementById("rayon");
  const around = document.getElementById("carte-autour");

  const rows = (): HTMLTableRowElement[] => [
    ...document.querySelectorAll<HTMLTableRowElement>("#tableau tr[data-mailles]"),
  ];
  const cellsOf = (row: HTMLTableRowElement): string[] =>
    (row.dataset.mailles ?? "").split(" ").filter(Boolean);

  const set = (id: string, state: Record<string, boolean>): void => {
    map.setFeatureState({ source: CELLS, sourceLayer: LAYER, id: Number(id) }, state);
  };

  /** Old tiles stay until the new ones are there: people may have come or gone, so they are asked for in any case. */
  function paint(): void {
    if (!loaded) return;
    shown = address();
    map.getSource<VectorTileSource>(CELLS)?.setTiles([shown]);
    mark();
  }

  /** Outlines the place that the answer is of, and forgets what was picked. */
  function mark(): void {
    map.removeFeatureState({ source: CELLS, sourceLayer: LAYER });
    chosen = [];
    for (const row of rows()) {
      // Of a whole department the outline is drawn already.
      const here = row.classList.contains("choisi") && ["cell", "epci"].includes(row.dataset.portee ?? "");
      if (here) for (const id of cellsOf(row)) set(id, { here });
    }
    for (const id of area.chosen()) set(id, { area: true });
    area.paint();
    tell(null);
    map.once("idle", () => {
      frame.dataset.peinte = String(Number(frame.dataset.peinte ?? 0) + 1);
    });
  }

  function tell(row: HTMLTableRowElement | null): void {
    for (const id of chosen) set(id, { chosen: false });
    chosen = row ? cellsOf(row) : [];
    for (const id of chosen) set(id, { chosen: true });
    showAround(row);
    if (row && middles.size === 0) void learn().then(() => showAround(row));
    const link = row?.querySelector("a");
    const name = row?.cells[0]?.textContent?.trim() ?? "";
    const count = row?.querySelector("[data-compte]")?.textContent?.trim() ?? "";
    const colon = document.documentElement.lang.startsWith("en") ? ": " : "\u00a0: ";
    if (panel) {
      panel.textContent = row ? name + colon + count : invitation;
      panel.classList.toggle("choisi", row !== null);
    }
    if (!ask) return;
    ask.hidden = !link;
    ask.replaceChildren();
    if (!link) return;
    const button = document.createElement("a");
    button.href = link.href;
    button.dataset.vif = "";
    button.textContent = words.ask ?? "";
    ask.append(button);
  }

  /** The places within the radius, each with its own answer: chosen on the map and listed, never summed. */
  function showAround(row: HTMLTableRowElement | null): void {
    const middle = middles.get(picked);
    const km = radius instanceof HTMLSelectElement ? Number(radius.value) : 0;
    if (near) near.hidden = !row || !middle;
    const within = new Set<string>();
    if (row && middle && km > 0) {
      for (const [id, other] of middles) if (distance(middle, other) <= km) within.add(id);
      for (const id of within) set(id, { chosen: true });
      chosen.push(...[...within].filter((id) => !chosen.includes(id)));
    }
    if (!around) return;
    around.hidden = within.size === 0;
    const lines = rows().filter((one) => cellsOf(one).some((id) => within.has(id)));
    around.querySelector("ul")?.replaceChildren(
      ...lines.map((one) => {
        const line = document.createElement("li");
        const place = one.cells[0]?.firstElementChild ?? one.cells[0];
        if (place instanceof HTMLAnchorElement) line.append(place.cloneNode(true));
        else line.append(place?.textContent ?? "");
        line.append(`\u00a0: ${one.querySelector("[data-compte]")?.textContent ?? ""}`);
        return line;
      }),
    );
  }
  radius?.addEventListener("change", () => {
    const row = rows().find((one) => cellsOf(one).includes(picked));
    tell(row ?? null);
  });

  const at = (point: PointLike): MapGeoJSONFeature | undefined =>
    loaded ? map.queryRenderedFeatures(point, { layers: ["cells-fill"] })[0] : undefined;
  const rowAt = (point: PointLike): HTMLTableRowElement | null => {
    const id = String(at(point)?.id ?? "");
    picked = id;
    return id ? (rows().find((row) => cellsOf(row).includes(id)) ?? null) : null;
  };

  const middle = (): PointLike => {
    const { clientWidth, clientHeight } = map.getCanvas();
    return [clientWidth / 2, clientHeight / 2];
  };
  const area: AreaDrawing = startArea(map, () => String(at(middle())?.id ?? ""), go);

  let hovered = "";
  const hover = (id: string): void => {
    if (id === hovered) return;
    if (hovered) set(hovered, { hover: false });
    if (id) set(id, { hover: true });
    hovered = id;
    map.getCanvas().classList.toggle("sur-un-lieu", id !== "");
  };
  map.on("mousemove", ({ point }) => hover(String(at(point)?.id ?? "")));
  map.on("mouseout", () => hover(""));
  map.on("click", ({ point }) => {
    if (area.drawing) area.take(String(at(point)?.id ?? ""));
    else tell(rowAt(point));
  });
  // From the keyboard the place chosen is the one under the cross in the middle; pressed again, it is asked.
  map.getCanvas().addEventListener("keydown", (event) => {
    if (area.drawing && (event.key === "Enter" || event.key === " ")) {
      area.take(String(at(middle())?.id ?? ""));
      event.preventDefault();
    } else if (event.key === "Enter" || event.key === " ") {
      const row = rowAt(middle());
      const same = row !== null && chosen.length > 0 && cellsOf(row)[0] === chosen[0];
      const link = row?.querySelector("a");
      if (same && link) go(link.href);
      else tell(row);
      event.preventDefault();
    } else if (event.key === "Escape") tell(null);
  });

  /** The middles of the cells, once somebody picks one: tiles bear no more of a cell than they show. */
  async function learn(): Promise<void> {
    const answer = await fetch("/recruteurs/chercher/mailles.geojson").catch(() => null);
    if (!answer?.ok) return;
    const cells = (await answer.json()) as FeatureCollection;
    for (const { properties, geometry } of cells.features) {
      const box = new LngLatBounds();
      const walk = (part: unknown): void => {
        if (!Array.isArray(part)) return;
        if (typeof part[0] === "number") box.extend([part[0], part[1]] as [number, number]);
        else for (const inner of part) walk(inner);
      };
      if ("coordinates" in geometry) walk(geometry.coordinates);
      const { lng, lat } = box.getCenter();
      middles.set(String(properties?.cell), [lng, lat]);
    }
  }

  map.once("load", () => {
    loaded = true;
    if (address() === shown) mark();
    else paint();
    map.once("idle", () => {
      frame.dataset.ready = "true";
    });
  });
  return { paint };
}

/** Where the tiles of the page's question are; of none yet, bare cells. */
function address(): string {
  const table = document.querySelector<HTMLElement>("#tableau [data-tuiles]");
  return location.origin + (table?.dataset.tuiles ?? "/recruteurs/mailles/{z}/{x}/{y}.mvt");
}

/** Kilometres between two points so near each other that the Earth is flat between them. */
function distance([lng, lat]: [number, number], [otherLng, otherLat]: [number, number]): number {
  const degree = 111.2;
  const east = (otherLng - lng) * degree * Math.cos((lat * Math.PI) / 180);
  return Math.hypot(east, (otherLat - lat) * degree);
}

function controls(frame: HTMLElement, map: MapLibre, stillness: MediaQueryList): void {
  const bar = document.createElement("div");
  bar.className = "carte-boutons";
  const options = { animate: !stillness.matches };
  const { zoomIn = "Agrandir", zoomOut = "Réduire", home: whole = "Voir tout" } = frame.dataset;
  const acts: [string, string, () => void][] = [
    ["+", zoomIn, () => map.zoomIn(options)],
    ["−", zoomOut, () => map.zoomOut(options)],
    ["⌂", whole, () => map.fitBounds(LngLatBounds.convert(REGION), { padding: 20, ...options })],
  ];
  for (const [sign, label, act] of acts) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = label;
    button.setAttribute("aria-label", label);
    button.textContent = sign;
    button.addEventListener("click", act);
    bar.append(button);
  }
  frame.append(bar);
}
