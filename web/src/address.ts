/**
 * The part of the address after `#`: where the map looks and which place is chosen, so that a link
 * shows the same thing to whom it is sent. What is counted (territory, family, level) is in the query,
 * which the server reads.
 */
export interface View {
  readonly zoom: number;
  readonly lat: number;
  readonly lng: number;
  readonly place: string;
}

export function readView(hash: string): View | null {
  const [zoom, lat, lng, place = ""] = hash.replace(/^#carte=/, "").split("/");
  const view = { zoom: Number(zoom), lat: Number(lat), lng: Number(lng), place: decodeURIComponent(place) };
  const sound = hash.startsWith("#carte=") && [view.zoom, view.lat, view.lng].every(Number.isFinite);
  return sound && Math.abs(view.lat) <= 85 && Math.abs(view.lng) <= 180 ? view : null;
}

export function writeView({ zoom, lat, lng, place }: View): string {
  const parts = [zoom.toFixed(2), lat.toFixed(4), lng.toFixed(4)];
  if (place) parts.push(encodeURIComponent(place));
  return `#carte=${parts.join("/")}`;
}
