/**
 * The colours of the map, light and dark. Five classes, one hue family, lightness in one direction:
 * they stay in order in greyscale and for every kind of colour vision. The same values are the
 * `--classe-n` of styles/tokens.css, which the legend uses.
 */
export interface Palette {
  readonly ground: string;
  readonly outside: string;
  readonly classes: readonly [string, string, string, string, string];
  readonly outline: string;
  readonly commune: string;
  readonly epci: string;
  readonly department: string;
  readonly region: string;
  readonly river: string;
  readonly text: string;
  readonly halo: string;
  readonly focus: string;
  readonly hatch: readonly [number, number, number, number];
}

const light: Palette = {
  ground: "#f7f5ef",
  outside: "#efece3",
  classes: ["#e9e5d8", "#cbe0d3", "#93c4bb", "#4c97a3", "#1b5a7c"],
  outline: "#ffffff",
  commune: "#8d8a7c",
  epci: "#7a7868",
  department: "#4a4a44",
  region: "#2d2d2a",
  river: "#5c93bd",
  text: "#22262a",
  halo: "#fbfaf6",
  focus: "#b0420f",
  hatch: [24, 28, 32, 105],
};

const dark: Palette = {
  ground: "#12181b",
  outside: "#0e1315",
  classes: ["#242c30", "#22474e", "#2c6d73", "#57a39f", "#b4e2cb"],
  outline: "#12181b",
  commune: "#66747a",
  epci: "#819097",
  department: "#b4bfc3",
  region: "#dde4e6",
  river: "#4d86b4",
  text: "#eef2f1",
  halo: "#12181b",
  focus: "#ffb27a",
  hatch: [238, 242, 241, 85],
};

export function palette(isDark: boolean): Palette {
  return isDark ? dark : light;
}
