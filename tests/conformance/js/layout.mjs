// What a page looks like, coarsely: where its parts are, and how bright each patch of the window is. Fonts and a
// few words more or less hardly change it; a missing stylesheet, parts over each other or lost colours do.

const PARTS = ["header", "nav", "#settings", "#clock", "main", "main h1", "main .view > :nth-child(2)", "main .view > :nth-child(3)"];
const COLUMNS = 12, ROWS = 8;
const LEVELS_APART_MAX = 2;  // Of 16.
const PATCHES_APART_MAX = 0.06;

// {boxes: {part: [x, y, width, height, at most the window's]}, grid: one hexadecimal digit for each patch, row by row}
export async function measure(page) {
  await page.evaluate(() => scrollTo(0, 0));
  const boxes = await page.evaluate((parts) => Object.fromEntries(parts.map((part) => {
    const box = document.querySelector(part)?.getBoundingClientRect();
    return [part, box && box.width > 1 ? [box.x, box.y, box.width, Math.min(box.height, innerHeight)].map(Math.round) : null];
  })), PARTS);
  return { boxes, grid: await brightness(page.context().browser(), await page.screenshot()) };
}

// A page of no policy does the arithmetic.
async function brightness(browser, png) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const grid = await page.evaluate(async ([data, columns, rows]) => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const { data: bytes } = pen.getImageData(0, 0, image.width, image.height);
    const sums = new Array(columns * rows).fill(0);
    const counts = new Array(columns * rows).fill(0);
    for (let y = 0; y < image.height; ++y) {
      for (let x = 0; x < image.width; ++x) {
        const at = 4 * (y * image.width + x);
        const patch = Math.floor(y * rows / image.height) * columns + Math.floor(x * columns / image.width);
        sums[patch] += 0.299 * bytes[at] + 0.587 * bytes[at + 1] + 0.114 * bytes[at + 2];
        counts[patch] += 1;
      }
    }
    return sums.map((sum, i) => Math.min(15, Math.floor(sum / counts[i] / 16)).toString(16)).join("");
  }, [png.toString("base64"), COLUMNS, ROWS]);
  await context.close();
  return grid;
}

// In words; none when it looks the same.
export function differences(got, wanted, window) {
  const found = [];
  // A line that breaks elsewhere may make a part higher and push down what follows; sideways there is less room.
  const room = [0.06 * window.width, 24, 0.06 * window.width, 32];
  const share = [0, 0.3, 0.1, 0.4];
  for (const part of PARTS) {
    const [box, right] = [got.boxes[part], wanted.boxes[part]];
    const isApart = (box === null) !== (right === null) ||
        (box !== null && box.some((value, i) => Math.abs(value - right[i]) > room[i] + share[i] * right[i]));
    if (isApart) found.push(`${part} is at ${box}, not at ${right}`);
  }
  const patches = [...wanted.grid].filter((level, i) => Math.abs(parseInt(level, 16) - parseInt(got.grid[i], 16)) > LEVELS_APART_MAX).length;
  if (patches > PATCHES_APART_MAX * wanted.grid.length) found.push(`${patches} of ${wanted.grid.length} patches are of another brightness`);
  return found;
}
