/**
 * The map of /carte. Everything it says is also in the table of the same page, which the server
 * writes; without this file the page loses the drawing and nothing else.
 *
 * Invariant: it asks our own origin for classes of published places, and never for a person.
 */
import type { FeatureCollection } from "geojson";
import {
  LngLatBounds,
  type MapGeoJSONFeature,
  Map as MapLibre,
  type PointLike,
  setWorkerCount,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { readView, writeView } from "./address.ts";
import { palette } from "./palette.ts";
import { hatch, mapStyle, PLACES, type Subject } from "./style.ts";
import { placeName } from "./words.ts";

const REGION: [number, number, number, number] = [0.05, 46.34, 3.13, 48.95];

interface Chosen {
  readonly code: string;
  readonly text: string;
}

function start(frame: HTMLElement): void {
  const words = frame.dataset;
  const language = document.documentElement.lang.slice(0, 2);
  const subject: Subject = { family: words.family ?? "", level: words.level ?? "" };
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const stillness = matchMedia("(prefers-reduced-motion: reduce)");
  const panel = document.getElementById("carte-lieu");
  const invitation = panel?.textContent ?? "";
  let place = "";
  let hovered = "";
  let followed = false;

  setWorkerUrl(new URL(workerUrl, location.href).href);
  setWorkerCount(1);
  const home = bounds(words.bounds);
  const view = readView(location.hash);
  const map = new MapLibre({
    container: frame,
    style: mapStyle(palette(scheme.matches), subject),
    ...(view
      ? { center: [view.lng, view.lat], zoom: view.zoom }
      : { bounds: home, fitBoundsOptions: { padding: 24 } }),
    minZoom: 4.5,
    maxZoom: 12.5,
    maxBounds: [-4, 43.5, 7.5, 51.5],
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: false,
    fadeDuration: stillness.matches ? 0 : 200,
    locale: { "Map.Title": words.title ?? "Carte" },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.scrollZoom.setWheelZoomRate(1 / 300);
  frame.classList.add("vivante");
  addControls(frame, map, home, stillness);

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
    map.setStyle(mapStyle(colours, subject), { diff: true });
  });

  const mark = (code: string, key: "hover" | "chosen", on: boolean): void => {
    if (code) map.setFeatureState({ source: PLACES, sourceLayer: "places", id: code }, { [key]: on });
  };
  const at = (point: PointLike): MapGeoJSONFeature | undefined =>
    map.getLayer("places-fill")
      ? map.queryRenderedFeatures(point, { layers: ["places-fill"] })[0]
      : undefined;

  const remember = (): void => {
    const { lng, lat } = map.getCenter();
    const hash = writeView({ zoom: map.getZoom(), lat, lng, place });
    if (hash !== location.hash) history.replaceState(history.state, "", hash);
  };

  const choose = (chosen: Chosen | null): void => {
    mark(place, "chosen", false);
    place = chosen?.code ?? "";
    mark(place, "chosen", true);
    if (panel) {
      panel.textContent = chosen?.text ?? invitation;
      panel.classList.toggle("choisi", chosen !== null);
    }
    for (const row of document.querySelectorAll<HTMLTableRowElement>("tr[data-code]")) {
      row.classList.toggle("choisi", row.dataset.code === place);
    }
  };

  const describe = (feature: MapGeoJSONFeature): Chosen => {
    const { code, name, scope, class: band } = feature.properties;
    return {
      code: String(code),
      text: sentence(String(code), placeName(scope, name, language), Number(band)),
    };
  };

  map.on("mousemove", ({ point }) => {
    const code = String(at(point)?.properties.code ?? "");
    if (code === hovered) return;
    mark(hovered, "hover", false);
    hovered = code;
    mark(hovered, "hover", true);
    map.getCanvas().classList.toggle("sur-un-lieu", code !== "");
  });
  map.on("mouseout", () => {
    mark(hovered, "hover", false);
    hovered = "";
  });
  map.on("click", ({ point }) => {
    const feature = at(point);
    choose(feature ? describe(feature) : null);
    followed = true;
    remember();
  });
  map.on("moveend", (event) => {
    if (event.originalEvent) followed = true;
    if (followed) remember();
  });
  // From the keyboard the place chosen is the one under the cross in the middle of the map.
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      const { clientWidth, clientHeight } = map.getCanvas();
      const feature = at([clientWidth / 2, clientHeight / 2]);
      choose(feature ? describe(feature) : null);
      event.preventDefault();
    } else if (event.key === "Escape") {
      choose(null);
    } else {
      followed ||= event.key.startsWith("Arrow");
      return;
    }
    followed = true;
    remember();
  });
  addEventListener("hashchange", () => {
    const next = readView(location.hash);
    if (!next) return;
    map.jumpTo({ center: [next.lng, next.lat], zoom: next.zoom });
    choose(next.place ? fromTable(next.place) : null);
  });

  enhanceTable(async (code) => {
    choose(fromTable(code));
    followed = true;
    const area = await shapeOf(code, frame);
    if (area) {
      map.fitBounds(area, { padding: 60, maxZoom: 10, animate: !stillness.matches });
    }
    remember();
    frame.scrollIntoView({ block: "nearest", behavior: stillness.matches ? "auto" : "smooth" });
  });

  map.once("load", () => {
    if (view?.place) choose(fromTable(view.place));
    frame.dataset.ready = "true";
  });
}

/** « autour de Vendôme : 15 à 24 personnes », in the table's words where the place has a row there. */
function sentence(code: string, name: string, band: number): string {
  const row = document.querySelector<HTMLTableRowElement>(`tr[data-code="${CSS.escape(code)}"]`);
  const who = row?.cells[0]?.textContent?.trim() || name;
  const count =
    row?.querySelector("[data-compte]")?.textContent?.trim() ||
    document.querySelector(`[data-classe="${band}"]`)?.textContent?.trim() ||
    "";
  return document.documentElement.lang.startsWith("en") ? `${who}: ${count}` : `${who}\u00a0: ${count}`;
}

function fromTable(code: string): Chosen {
  return { code, text: sentence(code, code, 0) };
}

function bounds(text: string | undefined): [number, number, number, number] {
  const [w, s, e, n] = (text ?? "").split(",").map(Number.parseFloat);
  const numbers = [w, s, e, n];
  return numbers.every((x) => Number.isFinite(x)) && text ? (numbers as typeof REGION) : REGION;
}

/** The outline of one place, asked for only when a person wants to see it. */
async function shapeOf(code: string, frame: HTMLElement): Promise<LngLatBounds | null> {
  const query = new URLSearchParams();
  query.set("territory", frame.dataset.territory ?? "region:24");
  if (frame.dataset.family) query.set("family", frame.dataset.family);
  if (frame.dataset.level) query.set("level", frame.dataset.level);
  const answer = await fetch(`/api/v1/map.geojson?${query}`);
  if (!answer.ok) return null;
  const places = (await answer.json()) as FeatureCollection;
  const feature = places.features.find(({ properties }) => properties?.code === code);
  if (!feature || !("coordinates" in feature.geometry)) return null;
  const area = new LngLatBounds();
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number") area.extend([part[0], part[1]] as [number, number]);
    else for (const inner of part) walk(inner);
  };
  walk(feature.geometry.coordinates);
  return area;
}

/** Gives each row of the table a button that shows its place on the map. */
function enhanceTable(show: (code: string) => void): void {
  for (const row of document.querySelectorAll<HTMLTableRowElement>("tr[data-code]")) {
    const cell = row.cells[0];
    const code = row.dataset.code;
    if (!cell || !code) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "lien";
    button.append(...cell.childNodes);
    button.addEventListener("click", () => show(code));
    cell.append(button);
  }
}

function addControls(
  frame: HTMLElement,
  map: MapLibre,
  home: typeof REGION,
  stillness: MediaQueryList,
): void {
  const bar = document.createElement("div");
  bar.className = "carte-boutons";
  const button = (sign: string, label: string, act: () => void): void => {
    const element = document.createElement("button");
    element.type = "button";
    element.title = label;
    element.setAttribute("aria-label", label);
    element.textContent = sign;
    element.addEventListener("click", act);
    bar.append(element);
  };
  const options = { animate: !stillness.matches };
  const { zoomIn = "Agrandir", zoomOut = "Réduire", home: whole = "Voir tout" } = frame.dataset;
  button("+", zoomIn, () => map.zoomIn(options));
  button("−", zoomOut, () => map.zoomOut(options));
  button("⌂", whole, () => map.fitBounds(home, { padding: 24, ...options }));
  frame.append(bar);
}

const frame = document.getElementById("carte");
if (frame) {
  try {
    start(frame);
  } catch (error) {
    // No WebGL: the fallback text inside the frame stays, and the table says the same.
    console.info("map not drawn", error);
  }
}
