/** The form of /verifier with a camera beside it: a code that is read, live or on a photo, fills the text and is sent. */

/** Whether a PNG holds a badge's text, which then counts more than any code on the picture. */
function isBaked(png: Uint8Array): boolean {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let at = 8; at + 12 <= png.length; at += 12 + view.getUint32(at)) {
    const start = String.fromCharCode(...png.subarray(at + 4, at + 28));
    if (/^(iTXt|tEXt)openbadge(s|credential)\0/.test(start)) return true;
  }
  return false;
}

async function isPicture(file: File): Promise<"other" | "png" | "photo"> {
  const bytes = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  const start = String.fromCharCode(...bytes);
  if (start.startsWith("\x89PNG")) {
    // What is larger than a badge may be is a screenshot.
    const baked = file.size <= 2 * 1024 * 1024 && isBaked(new Uint8Array(await file.arrayBuffer()));
    return baked ? "other" : "png";
  }
  return /^(\xff\xd8\xff|RIFF.{4}WEBP)/s.test(start) ? "photo" : "other";
}

/** Makes the form read codes; what it needs for that is loaded when it is asked for. */
export function enhance(form: HTMLFormElement, room: HTMLElement): void {
  const text = form.querySelector<HTMLTextAreaElement>("[name=texte]");
  const file = form.querySelector<HTMLInputElement>("[name=badge]");
  const button = room.querySelector<HTMLButtonElement>("[data-scan-ouvrir]");
  const dialog = room.querySelector<HTMLDialogElement>("dialog");
  const state = room.querySelector<HTMLElement>("[data-scan-image]");
  if (!text || !file || !button || !dialog || !state) return;

  const send = (badge: string): void => {
    text.value = badge;
    file.value = "";
    form.requestSubmit();
  };
  const camera = typeof navigator.mediaDevices?.getUserMedia === "function";
  if (camera && typeof dialog.showModal === "function") {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const { open } = await import("./camera.ts");
      if (!dialog.open) open(dialog, send);
    });
  }
  room.hidden = false;

  file.accept += ",.jpg,.jpeg,.webp,image/jpeg,image/webp";
  file.addEventListener("change", () => {
    state.textContent = "";
  });
  let looked: File | undefined;
  form.addEventListener("submit", (event) => {
    const [picture] = file.files ?? [];
    if (!picture || picture === looked || text.value.trim() !== "") return;
    event.preventDefault();
    void (async () => {
      const kind = await isPicture(picture);
      if (kind !== "other") {
        const { badgeOf, ofFile } = await import("./code.ts");
        const found = await ofFile(picture);
        const badge = found === undefined ? undefined : badgeOf(found);
        if (badge !== undefined) return send(badge);
        if (found !== undefined || kind === "photo") {
          state.textContent = (found === undefined ? state.dataset.rien : state.dataset.autre) ?? "";
          return;
        }
      }
      looked = picture;
      form.requestSubmit();
    })();
  });
}
