// The console under load, in headless Chromium. usage: node console.mjs SECONDS (AWS_ENDPOINT_URL, KEY); 0 only looks at it.
// Prints one JSON object: what the main thread does for the first view (milliseconds of a processor, and by the clock), frames while scrolling, the page's heap.
import { readFileSync } from "node:fs";
import http from "node:http";
import { launch } from "../../tests/conformance/js/browser.mjs";

const endpoint = process.env.AWS_ENDPOINT_URL;
const seconds = Number(process.argv[2]);
const CALLS_PER_SECOND = 1000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
const body = JSON.stringify({ KeyId: process.env.KEY, Plaintext: "Zm9v" });

function call() {
  const request = http.request(endpoint, { agent, method: "POST", headers: {
    "X-Amz-Target": "TrentService.Encrypt", "Content-Type": "application/x-amz-json-1.1", "Content-Length": body.length } },
  (answer) => { answer.resume(); answer.on("end", () => { done += 1; }); });
  request.end(body);
}

let done = 0;
let timer = null;
function begin() {
  let sent = 0;
  const start = performance.now();
  timer = setInterval(() => {
    for (const due = (performance.now() - start) / 1000 * CALLS_PER_SECOND; sent < due && sent - done < 2000; sent += 1) call();
  }, 10);
}

const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
const session = await page.context().newCDPSession(page);
await session.send("Performance.enable");
const metrics = async () => Object.fromEntries((await session.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value]));
const pause = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

// What the main threads of the browser's renderers have had of a processor, in ms: its own metrics
// count what else the machine did meanwhile.
const system = await browser.newBrowserCDPSession();
async function processorTimes() {
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  return new Map(processInfo.filter(({ type }) => type === "renderer").map(({ id }) =>
    [id, Number(readFileSync(`/proc/${id}/task/${id}/schedstat`, "utf8").split(" ")[0]) / 1e6]));
}
// The page's is the one that was there and did most; others are made ready for pages to come.
async function processorTimeSince(before) {
  const after = await processorTimes();
  return Math.max(...[...before].map(([id, time]) => (after.get(id) ?? time) - time));
}

async function firstView() {
  await page.addInitScript(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
    }).observe({ type: "longtask", buffered: true });
  });
  // The browser's own process is there already, and has done what it does once for whatever page
  // comes first; what the page needs to become still counts.
  await page.goto(endpoint + "/_keytrail/health");
  await pause(2000);
  const before = await metrics();
  const processor = await processorTimes();
  await page.goto(endpoint + "/");
  await pause(4000);
  const after = await metrics();
  return { processor_ms: await processorTimeSince(processor), task_ms: 1000 * (after.TaskDuration - before.TaskDuration), script_ms: 1000 * (after.ScriptDuration - before.ScriptDuration),
    longest_ms: await page.evaluate(() => window.longest), elements: await elements() };
}

const elements = () => page.evaluate(() => document.querySelectorAll("*").length);

// The time from frame to frame while the wheel turns.
async function scroll(turning) {
  const frames = page.evaluate((milliseconds) => new Promise((resolve) => {
    const times = [];
    const begin = performance.now();
    requestAnimationFrame(function next(now) {
      times.push(now);
      if (now - begin < milliseconds) requestAnimationFrame(next);
      else resolve(times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b));
    });
  }), turning * 1000);
  await page.mouse.move(640, 500);
  const end = performance.now() + turning * 1000;
  for (let i = 0; performance.now() < end; ++i) {
    await page.mouse.wheel(0, i % 100 < 80 ? 120 : -120);
    await pause(16);
  }
  const gaps = await frames;
  const at = (share) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))];
  return { frames: gaps.length, p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99), worst_ms: gaps.at(-1), elements: await elements() };
}

async function heap() {
  await session.send("HeapProfiler.collectGarbage");
  const { JSHeapUsedSize, Nodes } = await metrics();
  return { mib: JSHeapUsedSize / 1048576, nodes: Nodes, calls: done };
}

async function underLoad() {
  const found = { scrolling: await scroll(5) };
  begin();
  await pause(3000);
  found.scrolling_under_load = await scroll(5);
  await page.evaluate(() => scrollTo(0, 0));
  const begun = performance.now();
  const [calls, busy] = [done, await metrics()];
  found.heap = [await heap()];
  for (let i = 1; i <= 8; ++i) {
    await pause(Math.max(0, begun + seconds * 1000 * i / 8 - performance.now()));
    found.heap.push(await heap());
  }
  const spent = (performance.now() - begun) / 1000;
  clearInterval(timer);
  return { ...found, calls_per_second: (done - calls) / spent, busy_share: ((await metrics()).TaskDuration - busy.TaskDuration) / spent };
}

const report = { first_view: await firstView(), ...(seconds > 0 ? await underLoad() : {}) };
await browser.close();
agent.destroy();
console.log(JSON.stringify(report));
