/** QR codes as a camera films them, and as photos hold them: made here, from squares that are painted or not. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { crc32, deflateSync } from "node:zlib";

const web = createRequire(new URL("../../web/package.json", import.meta.url));
const { default: encodeQR } = await import(pathToFileURL(web.resolve("qr")).href);

/** The squares of any text: rows of true and false, with the rim that readers need. */
export function squaresOf(text) {
  return encodeQR(text, "raw", { ecc: "medium", border: 4 });
}

/** The squares that the service prints: an SVG path of runs, in a box of `side` units. */
export function squaresOfPath(path, side) {
  const rows = Array.from({ length: side }, () => Array(side).fill(false));
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    rows[Number(y)].fill(true, Number(x), Number(x) + Number(run));
  }
  return rows;
}

/** Grey octets: the squares in the middle of a picture that is not quite white. */
function grey(squares, width, height) {
  const scale = Math.floor((Math.min(width, height) * 0.8) / squares.length);
  const [left, top] = [width, height].map((side) => Math.floor((side - scale * squares.length) / 2));
  const picture = Buffer.alloc(width * height, 205);
  for (let y = 0; y < scale * squares.length; y += 1) {
    for (let x = 0; x < scale * squares.length; x += 1) {
      const dark = squares[Math.floor(y / scale)][Math.floor(x / scale)];
      picture[(top + y) * width + left + x] = dark ? 40 : 235;
    }
  }
  return picture;
}

/** A film of one picture (YUV4MPEG2), as Chromium's pretended camera plays it. */
export function film(squares, width = 640, height = 480) {
  const colourless = Buffer.alloc((width * height) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), grey(squares, width, height), colourless]);
  const header = `YUV4MPEG2 W${width} H${height} F15:1 Ip A1:1 C420jpeg\n`;
  return Buffer.concat([Buffer.from(header), ...Array(4).fill(frame)]);
}

/** A grey PNG of that size, with nothing baked into it. */
export function png(squares, width = 900, height = 700) {
  const picture = grey(squares, width, height);
  const rows = Buffer.concat(
    Array.from({ length: height }, (_, y) =>
      Buffer.concat([Buffer.from([0]), picture.subarray(y * width, (y + 1) * width)]),
    ),
  );
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
