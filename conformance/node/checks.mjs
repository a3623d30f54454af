// What both clients are asked, and how a check tells JUnit how it went: one line of JSON each.
import assert from "node:assert/strict";

export const UPSTREAMS = ["openai", "anthropic", "gemini"];
export const PLAIN = "Why do rivers bend?";
export const LONG = "Why do rivers bend? Answer in 200 words.";
export const WEATHER = "What is the weather in Paris?";
export const TOOL_RESULT = "18 degrees and sunny";
export const CITY = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};
export const CLIMATE = {
  type: "object",
  properties: { city: { type: "string" }, degrees: { type: "integer" } },
  required: ["city", "degrees"],
  additionalProperties: false,
};
export const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** The gateway's address, without a path. */
export const GATEWAY = process.env.MILLRACE_URL;

/** Runs a check and tells how it went. */
export async function check(name, run) {
  let error = null;
  try {
    await run();
  } catch (e) {
    error = e?.stack ?? String(e);
  }
  process.stdout.write(JSON.stringify({ name, error }) + "\n");
}

/** Runs a check against every upstream, one after the other. */
export async function each(name, run, upstreams = UPSTREAMS) {
  for (const upstream of upstreams) {
    await check(`${name}, ${upstream}`, () => run(upstream));
  }
}

/** How many requests to the sandbox were broken off. */
export async function cancelled() {
  const response = await fetch(process.env.MILLRACE_CANCELLED);
  return Number(await response.text());
}

/** Asserts that one more request is broken off within a second. */
export async function assertCancels(run) {
  const before = await cancelled();
  await run();
  const begin = performance.now();
  while ((await cancelled()) === before && performance.now() - begin < 1000) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.equal(await cancelled(), before + 1);
}

/** Asserts that a call is rejected with an error of a class, with words and without our key. */
export async function assertRejects(promise, type, words, status) {
  await assert.rejects(promise, (e) => {
    assert.ok(e instanceof type, `${e?.constructor?.name}: ${e?.message}`);
    assert.match(e.message, words);
    assert.doesNotMatch(e.message, /upstream-key/);
    if (status !== undefined) assert.equal(e.status, status);
    return true;
  });
}
