// A keytrail of its own for a test: `const keytrail = await start()`, and `await keytrail.stop()`.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export async function start() {
  const folder = await mkdtemp(join(tmpdir(), "keytrail-"));
  const ready = join(folder, "ready");
  const child = spawn(process.env.KEYTRAIL ?? "keytrail",
    ["serve", "--port", "0", "--clock", "manual", "--ready-file", ready], { stdio: "inherit" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let url = "";
  while (url === "") {
    if (child.exitCode !== null) throw new Error(`keytrail ended with ${child.exitCode}`);
    url = (await readFile(ready, "utf8").catch(() => "")).trim();
    if (url === "") await sleep(10);
  }
  const control = async (path, body) => {
    const answer = await fetch(`${url}/_keytrail/${path}`,
      body && { method: "POST", body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  return {
    // For every client of the SDK: new KMSClient(keytrail.config). When time jumps, the SDK takes its own clock
    // for wrong and would send a refused request again.
    config: { endpoint: url, region: "us-east-1", maxAttempts: 1,
      credentials: { accessKeyId: "test", secretAccessKey: "test" } },
    advance: (duration) => control("clock", { advance: duration }),
    inbox: (to) => control(to ? `inbox?to=${encodeURIComponent(to)}` : "inbox"),
    timeline: () => control("timeline"),
    async stop() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
