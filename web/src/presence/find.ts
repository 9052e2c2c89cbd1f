/**
 * /ma-presence: « Trouver ma commune ». The device's position is compared with town halls here, in the browser; it is
 * kept nowhere and sent nowhere: what the form sends is the commune's name, which its reader sees and may change.
 */

/** Farther than this from every town hall, in kilometres, one is not in the region. */
const FARTHEST = 15;

const room = document.querySelector<HTMLElement>("[data-trouver]");
const field = document.querySelector<HTMLInputElement>("#commune");
const button = room?.querySelector("button");
const said = room?.querySelector<HTMLElement>("[role=status]");

function kilometres(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const radians = Math.PI / 180;
  const east = (b.lon - a.lon) * Math.cos(((a.lat + b.lat) / 2) * radians);
  return Math.hypot(b.lat - a.lat, east) * 111.2;
}

async function nearest(lat: number, lon: number): Promise<string | null> {
  const { default: communes } = await import("virtual:communes");
  let found: string | null = null;
  let least = FARTHEST;
  for (const [name, department, at, on] of communes) {
    const far = kilometres({ lat, lon }, { lat: at, lon: on });
    if (far < least) {
      least = far;
      found = `${name} (${department})`;
    }
  }
  return found;
}

if (room && field && button && said && "geolocation" in navigator) {
  room.hidden = false;
  const tell = (key: string): void => {
    said.textContent = key === "" ? "" : (room.dataset[key] ?? "");
  };
  button.addEventListener("click", () => {
    tell("cherche");
    navigator.geolocation.getCurrentPosition(
      async ({ coords }) => {
        const commune = await nearest(coords.latitude, coords.longitude);
        if (commune === null) {
          tell("loin");
          return;
        }
        field.value = commune;
        document.querySelector<HTMLInputElement>("#ou-commune")?.click();
        tell("");
        field.focus();
      },
      () => tell("impossible"),
      { maximumAge: 600_000, timeout: 15_000 },
    );
  });
}
