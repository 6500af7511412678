// The console in headless Chromium: the first lesson by clicks and by the AWS SDK, the chain as it grows,
// every view at phone and desktop width without an accessibility violation, hostile names.
// usage: node console.mjs; exits 0 when all held. AWS_ENDPOINT_URL, CHROMIUM, SCREENSHOTS: a folder, SAVED: the file for a
// scenario. With TOKEN it only signs in, with TERMINAL it only does the first lesson in a terminal; with LAYOUTS=write it
// takes how the views look as what they should look like.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { CreateKeyCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { launch } from "./browser.mjs";
import { differences, measure } from "./layout.mjs";

const endpoint = process.env.AWS_ENDPOINT_URL;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kms = new KMSClient({ region: "us-east-1", maxAttempts: 1,
  credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" } });
const browser = await launch();

const troubles = [];
async function open(options = {}, prepare = () => {}) {
  const context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(45000);  // A busy machine is no fault of the page.
  page.on("console", (message) => { if (message.type() === "error") troubles.push(message.text()); });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => { if (!request.url().startsWith(endpoint)) troubles.push(`outside: ${request.url()}`); });
  await prepare(page);
  await page.goto(endpoint + "/");
  return page;
}

// The page's policy allows no script of ours, so the checker runs in a world of its own.
async function violations(page) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
  const evaluate = async (expression) => {
    const done = await session.send("Runtime.evaluate", { expression, contextId: executionContextId, awaitPromise: true, returnByValue: true });
    assert.ok(!done.exceptionDetails, JSON.stringify(done.exceptionDetails));
    return done.result.value;
  };
  await evaluate(axe + "; true");
  const found = await evaluate(`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    .then((result) => result.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html).slice(0, 3).join(" | ")))`);
  await session.detach();
  return found;
}

// How many steps a lesson has, once it is there.
async function stepsOf(page) {
  await page.locator(".steps > li").first().waitFor();
  return page.locator(".steps > li").count();
}

const chainRow = (page, text) => page.locator(".happening", { hasText: text }).first();

async function firstLesson(page) {
  await page.getByRole("link", { name: "Lessons", exact: true }).first().click();
  await page.getByRole("link", { name: "Begin" }).first().click();
  const steps = await stepsOf(page);
  for (let step = 1; step <= steps; ++step) {
    await page.getByRole("heading", { name: `Step ${step} of ${steps}` }).waitFor();
    if (step === 7) {
      // Done in a terminal instead: the page sees that too, and says so when it was not what it waits for.
      const key = (await page.locator(".command pre").first().textContent()).match(/arn:aws:kms\S+/)[0];
      await kms.send(new EncryptCommand({ KeyId: key, Plaintext: Buffer.from("foo") })).then(() => assert.fail(), (error) =>
        assert.equal(error.name, "DisabledException"));
    } else {
      await page.getByRole("button", { name: "Do it for me" }).click();
    }
    await page.locator(".done").waitFor();
    await page.getByRole("button", { name: /^(Next step|Finish)$/ }).click();
  }
  await page.getByText("That was the whole drill.").waitFor();
}

// The same typed as the page says it, the confirmation by the link in the inbox.
async function lessonInTerminal() {
  const page = await open();
  await page.goto(`${endpoint}/#lessons:key-deletion`);
  const steps = await stepsOf(page);
  for (let step = 1; step <= steps; ++step) {
    await page.getByRole("heading", { name: `Step ${step} of ${steps}` }).waitFor();
    const commands = await page.locator(".step > .command pre").allTextContents();
    for (const command of commands) {
      // What KMS refuses is what some steps are about.
      await promisify(execFile)("bash", ["-c", command]).catch((refused) => assert.match(refused.stderr, /DisabledException|KMSInvalidStateException/));
    }
    if (commands.some((command) => command.includes("sns subscribe"))) {
      await page.locator(".step").getByRole("link", { name: "Inbox" }).click();
      await page.locator("summary", { hasText: "AWS Notification - Subscription Confirmation" }).click();
      await page.getByRole("button", { name: "Confirm the subscription" }).click();
      await page.locator("details[open] .badge", { hasText: "Confirmed" }).waitFor();
      await page.getByRole("link", { name: `Back to the lesson, step ${step}` }).click();
    }
    await page.locator(".done").waitFor();
    await page.getByRole("button", { name: /^(Next step|Finish)$/ }).click();
  }
  await page.getByText("That was the whole drill.").waitFor();
  assert.deepEqual(troubles, []);
}

// What was done, as a file that does it again.
async function saveAsScenario(page) {
  await page.getByRole("button", { name: "Save as a scenario" }).click();
  await page.getByText("keytrail run what-i-did.yaml").waitFor();
  assert.deepEqual(await violations(page), [], "the dialog");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download what-i-did.yaml" }).click()]);
  await file.saveAs(process.env.SAVED);
  await page.getByRole("button", { name: "Close" }).click();
}

// The other lessons by the keyboard: the focus is where it goes on.
async function lesson(page, id) {
  await page.goto(`${endpoint}/#lessons:${id}`);
  const steps = await stepsOf(page);
  await page.getByRole("button", { name: "Do it for me" }).focus();
  for (let step = 1; step <= steps; ++step) {
    await page.getByRole("heading", { name: `Step ${step} of ${steps}` }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator("button:focus", { hasText: /^(Next step|Finish)$/ }).waitFor();
    await page.keyboard.press("Enter");
    if (step < steps) await page.keyboard.press("Tab");
  }
  await page.getByText("That was the whole drill.").waitFor();
}

async function chainView(page) {
  await page.getByRole("link", { name: "Chain", exact: true }).click();
  const failed = chainRow(page, "DisabledException");
  for (const link of ["Record", "Log event", "Filter", "Datapoint", "Alarm", "Notification"]) {
    await failed.getByRole("button", { name: `${link} reached`, exact: true }).waitFor();
  }
  await failed.getByRole("button", { name: "Filter reached" }).click();
  await failed.getByText('$.errorCode = "*"').first().waitFor();
  assert.match(await failed.locator(".clauses").first().textContent(), /holds.*kms\.amazonaws\.com/s);
  await failed.getByRole("button", { name: "Record reached" }).click();
  await failed.getByText('"errorMessage"').waitFor();
  // What happens elsewhere appears by itself, and what nobody counted says why.
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: "<img src=x onerror=alert(1)>" }));
  await page.evaluate(() => scrollTo(0, 0));
  const quiet = chainRow(page, KeyMetadata.KeyId);
  await quiet.getByRole("button", { name: "Datapoint not reached" }).click();
  await quiet.getByText("No filter matched").waitFor();
  await page.getByLabel("Only what failed").check();
  await page.locator(".happening", { hasText: "kms CreateKey" }).first().waitFor({ state: "detached" });
  await page.getByLabel("Only what failed").uncheck();
  await page.getByLabel("Show only what contains").fill(KeyMetadata.KeyId);
  await page.locator('.happening[aria-setsize="1"]').waitFor();
  // Others like it, by a click; the address brings the search along.
  await page.getByLabel("Show only what contains").fill("DisabledException");
  await failed.locator(".what").click();
  await failed.getByRole("button", { name: "Service: kms" }).click();
  assert.equal(await page.getByLabel("Show only what contains").inputValue(), "kms");
  await page.goto(`${endpoint}/#chain:${KeyMetadata.KeyId}`);
  await page.locator('.happening[aria-setsize="1"]').waitFor();
  return KeyMetadata.KeyId;
}

async function keyView(page, id) {
  await page.goto(`${endpoint}/#keys`);
  await page.getByRole("link", { name: id }).click();
  await page.getByText("<img src=x onerror=alert(1)>").waitFor();
  assert.ok(await page.getByRole("button", { name: "EnableKey" }).isDisabled());
  await page.getByRole("button", { name: "DisableKey" }).click();
  await page.getByRole("figure").or(page.locator("figure")).getByText("● now").waitFor();
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await page.getByText("DisabledException").first().waitFor();
  await page.getByText("DisableKey is refused: the key is Disabled.").waitFor();
  await page.getByRole("button", { name: "ScheduleKeyDeletion" }).click();
  // Counted down by keytrail's clock.
  await page.getByText("deleted in 10 d").waitFor();
  await page.getByRole("button", { name: "+1h" }).click();
  await page.getByText("deleted in 9 d 23 h").waitFor();
}

// Without anything in it, every table says how to fill it.
async function emptyViews(page) {
  for (const [view, advice] of [["keys", "Create one with the button"], ["alarms", "put-metric-alarm makes one"], ["inbox", "Subscribe an address"],
    ["world", "create-trail and start-logging make one"], ["chain", "The quickest way to something to see"]]) {
    await page.goto(`${endpoint}/#${view}`);
    await page.getByText(advice).waitFor();
  }
}

async function putComposites() {
  for (const [AlarmName, AlarmRule] of [["inner", "OK(kms-errors) AND NOT ALARM(kms-errors)"], ["outer", "FALSE OR ALARM(inner)"]]) {
    await control("call", { service: "cloudwatch", operation: "PutCompositeAlarm", input: { AlarmName, AlarmRule } });
  }
}

async function otherViews(page) {
  const AlarmName = "100% sure <b>";
  await control("call", { service: "cloudwatch", operation: "PutMetricAlarm",
    input: { AlarmName, Namespace: "N", MetricName: "M", Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 1,
      ComparisonOperator: "GreaterThanThreshold" } });
  await page.goto(`${endpoint}/#alarms`);
  await page.getByRole("link", { name: AlarmName }).click();
  await page.getByRole("heading", { name: AlarmName }).waitFor();
  // A composite as a tree, down to the alarms it is made of.
  await putComposites();
  await page.goto(`${endpoint}/#alarms:outer`);
  await page.locator(".tree .tree", { hasText: "all of" }).getByText("ALARM(kms-errors)").waitFor();
  await page.goto(`${endpoint}/#alarms:kms-errors`);
  await page.getByRole("img", { name: /KMSErrorCount against its threshold 1/ }).waitFor();
  await page.locator("summary", { hasText: "The same as a table" }).click();
  await page.getByText("no data, treated as not breaching").first().waitFor();
  await page.goto(`${endpoint}/#inbox`);
  await page.getByText('ALARM: "kms-errors" in US East (N. Virginia)').first().click();
  await page.getByText("You are receiving this email because").first().waitFor();
  await page.getByRole("link", { name: /alarmsV2:alarm\/kms-errors/ }).first().click();
  await page.getByRole("heading", { name: "kms-errors" }).waitFor();
  await page.goto(`${endpoint}/#bench`);
  await page.getByRole("button", { name: "Take the newest records" }).click();
  await page.getByText(/of 20 events match/).waitFor();
  await page.getByLabel("Pattern").fill("{ $.a = ");
  await page.getByRole("button", { name: "Test" }).click();
  await page.getByText(/Column \d+: expected/).waitFor();
  await page.goto(`${endpoint}/#world`);
  await page.getByText("eventSource-kms-errorCode-Exception").waitFor();
  await page.getByRole("button", { name: "+1d" }).click();
  await page.getByText(/It is now/).waitFor({ state: "attached" });
}

const control = async (path, body) => (await fetch(`${endpoint}/_keytrail/${path}`,
  body && { method: "POST", body: JSON.stringify(body) })).json();

// A trainer begins anywhere: the page does what comes before.
async function trainer() {
  const page = await open();
  await page.goto(`${endpoint}/#lessons:missing-data`);
  await page.getByLabel("For trainers").selectOption("5");
  await page.getByRole("button", { name: "Prepare everything before it" }).click();
  await page.getByRole("heading", { name: "Step 6 of 10" }).waitFor();
  // Something else of the same kind does not end a step, and is explained.
  await page.goto(`${endpoint}/#lessons:key-deletion`);
  await page.getByLabel("For trainers").selectOption("6");
  await page.getByRole("button", { name: "Prepare everything before it" }).click();
  await page.getByRole("heading", { name: "Step 7 of 12" }).waitFor();
  await control("call", { service: "kms", operation: "Encrypt", input: { KeyId: "alias/other", Plaintext: "Zm9v" } });
  await page.getByText("Something else happened: kms Encrypt: NotFoundException").waitFor();
  // Where a lesson was left is kept.
  await page.reload();
  await page.getByRole("heading", { name: "Step 7 of 12" }).waitFor();
  await page.context().close();
}

// A clock that runs is stopped where the lesson asks for it, what cannot be done is said there, there is a way back
// from other views, and on an emptied keytrail a lesson begins anew. Nothing is left then.
async function beginLesson() {
  const page = await open();
  await control("clock", { mode: "wall" });
  await page.goto(`${endpoint}/#lessons:secret-deletion`);
  await page.locator(".note").getByRole("button", { name: "Stop" }).click();
  await page.locator("#clock .mode", { hasText: "stands still" }).waitFor();
  const identity = page.getByLabel("Identity for calls");
  await identity.fill("alice");
  await identity.press("Tab");
  await page.getByRole("button", { name: "Do it for me" }).click();
  await page.locator(".step .trouble", { hasText: "expected root, user/NAME" }).waitFor();
  await identity.fill("");
  await identity.press("Tab");
  await page.getByRole("link", { name: "Alarms", exact: true }).click();
  await page.getByRole("link", { name: "Back to the lesson, step 1" }).click();
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Empty it" }).click();
  await page.getByText("There are things from before here").waitFor({ state: "detached" });
  await page.getByRole("heading", { name: "Step 1 of" }).waitFor();
  assert.deepEqual(await control("timeline"), []);
  await page.context().close();
}

// Wherever somebody jumps to in a list whose rows are unlike each other, there is something to see at once.
async function unevenList() {
  const page = await open();
  const emptyFrames = await page.evaluate(async () => {
    const { longList } = await import("/_keytrail/console/list.js");
    const rows = longList(document.createElement("ol"), ({ height }) => {
      const row = document.createElement("li");
      row.style.height = `${height}px`;
      return row;
    }, () => false);
    document.querySelector("main").replaceChildren(rows.whole);
    // The first are by far the highest: all that is not yet measured is thought to be as high.
    rows.show(Array.from({ length: 400 }, (_, i) => ({ version: 1, height: i < 10 ? 600 : 30 })));
    const list = rows.whole.querySelector("ol");
    const frame = () => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)));
    await frame();
    let empty = 0;
    const noted = new MutationObserver(() => { if (list.children.length === 0) empty++; });
    noted.observe(list, { childList: true });
    for (const part of [1, 0.5, 1, 0.1, 0.9, 1, 1, 0, 1]) {
      scrollTo({ top: part * document.body.scrollHeight, behavior: "instant" });
      await frame();
    }
    return empty;
  });
  assert.equal(emptyFrames, 0);
  await page.context().close();
}

// However much happened, the page holds what can be seen and a little more, and the rest can be reached.
async function longTimeline(page) {
  const [CALLS, KEPT_MAX, ELEMENTS_MAX] = [1200, 1000, 2500];
  const bounded = async () => {
    assert.ok(await page.locator(".happening").count() <= 60);
    assert.ok(await page.evaluate(() => document.querySelectorAll("*").length) <= ELEMENTS_MAX);
  };
  const used = (number) => control("call", { service: "kms", operation: "Encrypt", input: { KeyId: `alias/wave-${number}`, Plaintext: "Zm9v" } });
  const scrollToTheEnd = () => page.waitForFunction(() => {
    scrollTo(0, document.body.scrollHeight);
    const last = [...document.querySelectorAll(".happening")].at(-1);
    return last.getAttribute("aria-posinset") === last.getAttribute("aria-setsize");
  });
  for (let i = 0; i < CALLS; i += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, j) => used(i + j)));
  }
  await used(CALLS);
  await page.goto(`${endpoint}/#chain`);
  const first = page.locator(".happening").first();
  await chainRow(page, `alias/wave-${CALLS} is not found`).waitFor();
  assert.ok(Number(await first.getAttribute("aria-setsize")) <= KEPT_MAX);
  await bounded();
  // What somebody reads stays where it is when more happens, and when it was out of sight.
  await first.locator(".what").click();
  const read = page.locator(".happening", { has: page.locator(".why") });
  await read.waitFor();
  // A line above the list may still come or go meanwhile.
  await page.waitForFunction(() => {
    const { top } = document.querySelector(".happening:has(.why)").getBoundingClientRect();
    if (top > -10) scrollBy({ top: top + 20, behavior: "instant" });
    return top <= -10;
  });
  const before = (await read.boundingBox()).y;
  await used(CALLS + 1);
  await page.locator('.happening[aria-posinset="2"]', { has: page.locator(".why") }).waitFor();
  assert.ok(Math.abs((await read.boundingBox()).y - before) < 2);
  await scrollToTheEnd();
  await bounded();
  await page.getByRole("button", { name: "Show what was before" }).click();
  await page.getByLabel("Show only what contains").fill("encrypt alias/wave-0");
  await chainRow(page, "alias/wave-0 is not found").waitFor();
  await page.getByRole("button", { name: "Show what came next" }).click();
  await page.getByRole("button", { name: "Pause" }).waitFor();
  // A search that the newest do not answer goes back by itself.
  await page.getByLabel("Show only what contains").fill("alias/wave-0");
  await chainRow(page, "alias/wave-0 is not found").waitFor();
  await page.getByLabel("Show only what contains").fill("nothing-has-this-name");
  await page.getByText("Nothing before this contains these words.").waitFor();
  await page.getByLabel("Show only what contains").fill("");
}

const VIEWS = ["chain", "keys", "keys:alias/look", "alarms", "alarms:kms-errors", "alarms:outer", "inbox", "bench", "world", "lessons", "lessons:key-deletion"];
const WINDOWS = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: "dark" },
};
const LAYOUTS = new URL("console_layouts.json", import.meta.url);
const isWriting = process.env.LAYOUTS === "write";
const layouts = isWriting ? {} : JSON.parse(readFileSync(LAYOUTS));

async function look(page, view) {
  await page.goto(`${endpoint}/#${view}`);
  await page.locator("main .view:not([aria-busy]) h1").first().waitFor();
  if (view === "chain") await page.locator(".happening").first().waitFor();
}

// Every view fits its window, has something to read, is fit for everybody, and looks as it should.
async function looks(name) {
  const page = await open(WINDOWS[name]);
  layouts[name] ??= {};
  for (const view of VIEWS) {
    await look(page, view);
    const size = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: innerWidth, text: document.querySelector("main").innerText.length }));
    assert.ok(size.wide <= size.window + 1, `${name} ${view}: ${size.wide} wide in ${size.window}`);
    assert.ok(size.text > 20, `${name} ${view}: hardly a word`);
    assert.deepEqual(await violations(page), [], `${name} ${view}`);
    const layout = await measure(page);
    if (isWriting) layouts[name][view] = layout;
    assert.deepEqual(differences(layout, layouts[name][view], WINDOWS[name].viewport), [], `${name} ${view}`);
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}-${view.replace(/[:/]/g, "-")}.png`, fullPage: true });
  }
  await page.context().close();
}

// That a broken layout would be noticed: the same comparison against a stylesheet that was spoiled.
async function spoiledLooks() {
  const right = await (await fetch(`${endpoint}/_keytrail/console/style.css`)).text();
  for (const [what, css] of [["no stylesheet", ""], ["a header over the rest", right + "header { position: fixed; width: 100%; }"],
    ["a view beside the window", right + "main { margin-left: 30%; }"], ["links below each other", right + "nav { flex-direction: column; }"],
    ["lost colours", right + "body, header { background: #888 !important; }"]]) {
    for (const name of Object.keys(WINDOWS)) {
      const page = await open(WINDOWS[name], (fresh) => fresh.route("**/style.css", (route) => route.fulfill({ contentType: "text/css", body: css })));
      await look(page, "lessons");
      assert.notDeepEqual(differences(await measure(page), layouts[name].lessons, WINDOWS[name].viewport), [], `${what} is noticed: ${name}`);
      await page.context().close();
    }
  }
}

// A wrong token is asked for again, the right one is remembered.
async function signIn(token) {
  const page = await open();
  for (const word of ["wrong", token]) {
    await page.locator("#token-field").fill(word);
    await page.getByRole("button", { name: "Go on" }).click();
  }
  await page.locator("#clock .now", { hasText: "2026-01-01" }).waitFor();
  await page.locator("#token").waitFor({ state: "hidden" });
  await page.reload();
  await page.locator("#clock .now", { hasText: "2026-01-01" }).waitFor();
  // The refusals on the way are no troubles.
  assert.deepEqual(troubles.filter((text) => !text.includes("401")), []);
}

async function everything() {
  const page = await open();
  await emptyViews(page);
  await firstLesson(page);
  await saveAsScenario(page);
  const id = await chainView(page);
  await keyView(page, id);
  await otherViews(page);
  for (const id of ["key-gone", "secret-deletion", "filter-never-matches", "missing-data"]) await lesson(page, id);
  await trainer();
  // The lesson done again began with an alarm of its own, without what was made on the old one.
  const { output: left } = await control("call", { service: "cloudwatch", operation: "DescribeAlarms", input: { AlarmNames: ["inner", "outer"], AlarmTypes: ["CompositeAlarm"] } });
  assert.deepEqual(left.CompositeAlarms ?? [], []);
  await putComposites();
  await unevenList();
  await longTimeline(page);
  const { output } = await control("call", { service: "kms", operation: "CreateKey" });
  await control("call", { service: "kms", operation: "CreateAlias", input: { AliasName: "alias/look", TargetKeyId: output.KeyMetadata.KeyId } });
  await looks("desktop");
  await looks("phone");
  await spoiledLooks();
  if (isWriting) writeFileSync(LAYOUTS, JSON.stringify(layouts, null, 1).replace(/\[\s+([^\]]*?)\s+\]/g, (all, list) => `[${list.replace(/\s+/g, " ")}]`) + "\n");
  const japanese = await open({ locale: "ja-JP" });
  await japanese.getByRole("heading", { name: "起きたこと" }).waitFor();
  assert.equal(await japanese.evaluate(() => document.documentElement.lang), "ja");
  await beginLesson();
  assert.deepEqual(troubles, []);
}

try {
  await (process.env.TOKEN ? signIn(process.env.TOKEN) : process.env.TERMINAL ? lessonInTerminal() : everything());
} finally {
  await browser.close();
}
