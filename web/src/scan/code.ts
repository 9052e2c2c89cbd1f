/** What a QR code says, read on this device: nothing of the picture is sent anywhere. */
import decodeQR from "qr/decode.js";

/** The longest side of a picture that is looked at, in pixels: finer ones are not read better, only later. */
const SIDES = [1600, 900, 500];

/** The text of the QR code in pixels, if one is found within these milliseconds. */
export function read(pixels: ImageData, timeLimit: number): string | undefined {
  try {
    return decodeQR({ width: pixels.width, height: pixels.height, data: pixels.data }, { timeLimit });
  } catch {
    return undefined;
  }
}

/** Draws a picture no larger than `side`, and gives its pixels. */
export function pixelsOf(
  picture: CanvasImageSource,
  width: number,
  height: number,
  side: number,
  canvas: HTMLCanvasElement,
): ImageData | undefined {
  const scale = Math.min(1, side / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  if (!drawing) return undefined;
  // A transparent ground would be read as a black one.
  drawing.fillStyle = "#fff";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return drawing.getImageData(0, 0, canvas.width, canvas.height);
}

/** What a code on a photo or a screenshot says. */
export async function ofFile(file: Blob): Promise<string | undefined> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  const canvas = document.createElement("canvas");
  try {
    for (const side of SIDES) {
      const pixels = pixelsOf(picture, picture.width, picture.height, side, canvas);
      const found = pixels && read(pixels, 400);
      if (found !== undefined) return found;
    }
    return undefined;
  } finally {
    picture.close();
  }
}

/** What may be verified of a code's text: the address of a badge, or the badge itself. */
export function badgeOf(text: string): string | undefined {
  const said = text.trim();
  if (/^https?:\/\/[^\s/]\S*$/i.test(said)) return said.length <= 2048 ? said : undefined;
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(said)) return said;
  try {
    return said.startsWith("{") && typeof JSON.parse(said) === "object" ? said : undefined;
  } catch {
    return undefined;
  }
}
