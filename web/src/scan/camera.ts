/** A dialog with the camera in it, open until a code is read, time is up, or the person has had enough. */
import { badgeOf, pixelsOf, read } from "./code.ts";

/** How long the camera looks before it says what else may be done. */
const PATIENCE = 20_000;
/** Between two looks. */
const PAUSE = 120;
const SIDE = 900;

type Said = "ouvre" | "cherche" | "autre" | "rien" | "refusee" | "absente" | "occupee";

function saidOf(error: unknown): Said {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refusee";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "absente";
  return "occupee";
}

/** Opens the dialog; `found` is given the badge's address or text, once, when the camera is off again. */
export function open(dialog: HTMLDialogElement, found: (badge: string) => void): void {
  const part = <T extends HTMLElement>(name: string): T => {
    const element = dialog.querySelector<T>(`[data-scan-${name}]`);
    if (!element) throw new Error(name);
    return element;
  };
  const video = part<HTMLVideoElement>("video");
  const state = part("etat");
  const again = part<HTMLButtonElement>("encore");
  const canvas = document.createElement("canvas");
  const session = new AbortController();
  let stream: MediaStream | undefined;
  let timers: number[] = [];
  let turn = 0;

  const tell = (said: Said) => {
    const text = state.dataset[said] ?? "";
    if (state.textContent !== text) state.textContent = text;
  };
  const stop = () => {
    turn += 1;
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    video.srcObject = null;
    dialog.dataset.camera = "eteinte";
  };
  const giveUp = (said: Said) => {
    stop();
    tell(said);
    again.hidden = false;
    again.focus();
  };
  const look = () => {
    const pixels =
      video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA
        ? pixelsOf(video, video.videoWidth, video.videoHeight, SIDE, canvas)
        : undefined;
    const text = pixels && read(pixels, 40);
    if (text !== undefined) {
      const badge = badgeOf(text);
      if (badge !== undefined) {
        dialog.close();
        found(badge);
        return;
      }
      tell("autre");
    }
    timers.push(setTimeout(look, PAUSE));
  };
  const start = async () => {
    stop();
    const mine = turn;
    again.hidden = true;
    tell("ouvre");
    try {
      const given = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
      });
      if (mine !== turn) {
        // Closed while the person was asked: the camera goes out at once.
        for (const track of given.getTracks()) track.stop();
        return;
      }
      stream = given;
      video.srcObject = given;
      dialog.dataset.camera = "allumee";
      await video.play();
      if (mine !== turn) return;
      tell("cherche");
      timers.push(setTimeout(() => giveUp("rien"), PATIENCE));
      look();
    } catch (error) {
      if (mine === turn) giveUp(saidOf(error));
    }
  };

  const { signal } = session;
  again.addEventListener("click", () => void start(), { signal });
  part("fermer").addEventListener("click", () => dialog.close(), { signal });
  // However it closes (button, Escape, another page, another tab), the camera goes out.
  dialog.addEventListener(
    "close",
    () => {
      stop();
      session.abort();
    },
    { signal },
  );
  addEventListener("pagehide", () => dialog.close(), { signal });
  document.addEventListener("visibilitychange", () => document.hidden && dialog.close(), { signal });
  dialog.showModal();
  void start();
}
