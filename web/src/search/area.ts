/**
 * Drawing an area on the map: each corner stands on a place of the map, chosen with the pointer, under the cross in its
 * middle, or from a list. What the area chooses is for the server to say: the address carries the corners alone.
 */
import type { Feature, FeatureCollection, Position } from "geojson";
import type { Map as MapLibre } from "maplibre-gl";

export const AREA = "aire";

interface Spot {
  /** As an address carries it. */
  readonly cell: string;
  /** As the map's tiles number it. */
  readonly number: string;
  readonly name: string;
  readonly department: string;
  readonly at: [number, number];
}

export interface AreaDrawing {
  /** Whether a place that is chosen on the map becomes a corner now. */
  readonly drawing: boolean;
  /** Sets a corner on the place of that number; none: somewhere else. The first corner again closes the area. */
  take(number: string): void;
  /** Draws the outline anew, after the map changed its style. */
  paint(): void;
  /** The cells that the area of the page chooses, by their numbers. */
  chosen(): string[];
}

/** The controls under the map; `middle` tells the place under its cross, `go` follows an address. */
export function startArea(map: MapLibre, middle: () => string, go: (href: string) => void): AreaDrawing {
  const frame = document.getElementById("carte-aire");
  const button = (id: string): HTMLButtonElement | null => {
    const one = document.getElementById(id);
    return one instanceof HTMLButtonElement ? one : null;
  };
  const begin = button("aire-commencer");
  const panel = document.getElementById("aire-dessin");
  const list = document.getElementById("aire-coins");
  const said = document.getElementById("aire-dit");
  const select = document.getElementById("aire-lieu");
  const ask = button("aire-chercher");
  const words = frame?.dataset ?? {};
  let spots: Spot[] = [];
  let [least, most] = [3, 12];
  let corners: Spot[] = [];
  let drawing = false;
  if (frame) frame.hidden = false;

  const tell = (text: string): void => {
    if (said) said.textContent = text;
  };

  function paint(): void {
    const source = map.getSource(AREA);
    if (!source || !("setData" in source)) return;
    const points: Position[] = corners.map(({ at }) => at);
    const ring = points.length >= least && points[0] ? [...points, points[0]] : points;
    const features: Feature[] = points.map((coordinates) => ({
      type: "Feature",
      properties: {},
      geometry: { type: "Point", coordinates },
    }));
    if (ring.length > 1) {
      features.push({
        type: "Feature",
        properties: {},
        geometry: { type: "LineString", coordinates: ring },
      });
    }
    (source as { setData(data: FeatureCollection): void }).setData({ type: "FeatureCollection", features });
  }

  function show(): void {
    list?.replaceChildren(
      ...corners.map((corner) => {
        const line = document.createElement("li");
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "lien";
        remove.textContent = words.retirer ?? "";
        remove.setAttribute("aria-label", `${words.retirer} : ${corner.name}`);
        remove.addEventListener("click", () => {
          corners = corners.filter((other) => other !== corner);
          show();
          tell(`${corners.length} ${words.avec}`);
          (list?.querySelector("button") ?? button("aire-ajouter"))?.focus({ preventScroll: true });
        });
        line.append(`${corner.name} (${corner.department}) `, remove);
        return line;
      }),
    );
    if (ask) ask.disabled = corners.length < least;
    paint();
  }

  function add(number: string): void {
    const spot = spots.find((one) => one.number === number);
    if (!spot) tell(words.hors ?? "");
    else if (corners.includes(spot)) tell(`${words.deja} ${spot.name}`);
    else if (corners.length >= most) tell(words.plein ?? "");
    else {
      corners.push(spot);
      show();
      tell(`${words.ajoute} ${spot.name}. ${corners.length} ${words.avec}`);
    }
  }

  function search(): void {
    if (corners.length < least) return;
    // The address says the question; where it is asked is said by the area from now on.
    const address = new URL(location.href);
    for (const name of ["lieu", "commune", "vue", AREA]) address.searchParams.delete(name);
    address.searchParams.set(AREA, corners.map(({ cell }) => cell).join("."));
    stop();
    go(address.href);
  }

  function stop(): void {
    drawing = false;
    map.doubleClickZoom.enable();
    corners = [];
    show();
    tell("");
    if (panel) panel.hidden = true;
    begin?.setAttribute("aria-expanded", "false");
  }

  async function start(): Promise<void> {
    if (spots.length === 0) {
      const answer = await fetch("/recruteurs/chercher/lieux.json").catch(() => null);
      if (!answer?.ok) return;
      const known = (await answer.json()) as { least: number; most: number; places: Spot[] };
      ({ least, most, places: spots } = known);
      const options = spots.map(
        ({ number, name, department }) => new Option(`${name} (${department})`, number),
      );
      if (select instanceof HTMLSelectElement) select.replaceChildren(...options);
    }
    drawing = true;
    map.doubleClickZoom.disable();
    if (panel) panel.hidden = false;
    begin?.setAttribute("aria-expanded", "true");
    select?.focus({ preventScroll: true });
  }

  begin?.addEventListener("click", () => {
    if (drawing) stop();
    else void start();
  });
  button("aire-ajouter")?.addEventListener("click", () => {
    if (select instanceof HTMLSelectElement) add(select.value);
  });
  button("aire-milieu")?.addEventListener("click", () => add(middle()));
  ask?.addEventListener("click", search);
  button("aire-annuler")?.addEventListener("click", () => {
    stop();
    begin?.focus({ preventScroll: true });
  });

  return {
    get drawing() {
      return drawing;
    },
    take(number) {
      if (corners.length >= least && corners[0]?.number === number) search();
      else add(number);
    },
    paint,
    chosen: () =>
      (document.querySelector<HTMLElement>("[data-cellules]")?.dataset.cellules ?? "")
        .split(" ")
        .filter(Boolean),
  };
}
