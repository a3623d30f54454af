import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import { CITY, CLIMATE, GATEWAY, LONG, PLAIN, PNG, TOOL_RESULT, WEATHER } from "./checks.mjs";
import { assertCancels, assertRejects, check, each } from "./checks.mjs";

const client = new Anthropic({ baseURL: GATEWAY, apiKey: "any", maxRetries: 0 });
const user = (content) => [{ role: "user", content }];
const create = (model, content, more = {}, options = {}) =>
  client.messages.create({ model, max_tokens: 500, messages: user(content), ...more }, options);
const text = (message) =>
  message.content
    .filter((block) => block.type === "text")
    .map((block) => block.text)
    .join("");
const tools = [
  { name: "get_weather", description: "The current weather of a city", input_schema: CITY },
];

await each("plain", async (upstream) => {
  const message = await create(`via-${upstream}`, PLAIN);
  assert.match(text(message), /rivers bend/);
  assert.equal(message.stop_reason, "end_turn");
  assert.equal(message.model, `via-${upstream}`);
  assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0);
});

await each("a conversation", async (upstream) => {
  const message = await client.messages.create({
    model: `via-${upstream}`,
    max_tokens: 500,
    system: "You are a geographer.",
    messages: [
      ...user("Hello"),
      { role: "assistant", content: "Hello, what would you like to know?" },
      ...user(PLAIN),
    ],
  });
  assert.match(text(message), /rivers bend/);
});

await each("cut at a length", async (upstream) => {
  const message = await create(`via-${upstream}`, LONG, { max_tokens: 5 });
  assert.equal(message.stop_reason, "max_tokens");
  assert.equal(message.usage.output_tokens, 5);
});

await each("streamed", async (upstream) => {
  const whole = await create(`via-${upstream}`, PLAIN);
  let joined = "";
  const stream = client.messages.stream({
    model: `via-${upstream}`,
    max_tokens: 500,
    messages: user(PLAIN),
  });
  stream.on("text", (part) => (joined += part));
  const message = await stream.finalMessage();
  assert.equal(joined, text(whole));
  assert.equal(text(message), text(whole));
  assert.equal(message.stop_reason, "end_turn");
  assert.equal(message.usage.output_tokens, whole.usage.output_tokens);
});

await each("tools", async (upstream) => {
  const first = await create(`via-${upstream}`, WEATHER, { tools });
  assert.equal(first.stop_reason, "tool_use");
  const use = first.content.find((block) => block.type === "tool_use");
  assert.equal(typeof use.input.city, "string");
  const second = await client.messages.create({
    model: `via-${upstream}`,
    max_tokens: 500,
    tools,
    messages: [
      ...user(WEATHER),
      { role: "assistant", content: first.content },
      ...user([{ type: "tool_result", tool_use_id: use.id, content: TOOL_RESULT }]),
    ],
  });
  assert.match(text(second), new RegExp(TOOL_RESULT));
});

await each("tools, streamed", async (upstream) => {
  const message = await client.messages
    .stream({ model: `via-${upstream}`, max_tokens: 500, messages: user(WEATHER), tools })
    .finalMessage();
  assert.equal(message.stop_reason, "tool_use");
  const uses = message.content.filter((block) => block.type === "tool_use");
  assert.equal(uses.length, 1);
  assert.equal(typeof uses[0].input.city, "string");
});

await each("a structure", async (upstream) => {
  const output_config = { format: { type: "json_schema", schema: CLIMATE } };
  const climate = JSON.parse(text(await create(`via-${upstream}`, WEATHER, { output_config })));
  assert.equal(typeof climate.city, "string");
  assert.ok(Number.isInteger(climate.degrees));
});

await each("an image", async (upstream) => {
  const message = await create(`via-${upstream}`, [
    { type: "text", text: "What is this?" },
    { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } },
  ]);
  assert.match(text(message), /I received 1 image/);
});

await check("an unknown model", () =>
  assertRejects(create("nothing-like-it", PLAIN), Anthropic.NotFoundError, /nothing-like-it/),
);

await each("errors", async (upstream) => {
  const failing = (fault) => create(`via-${upstream}!${fault}`, PLAIN);
  await assertRejects(failing("status=429"), Anthropic.RateLimitError, /sandbox/);
  await assertRejects(failing("status=500"), Anthropic.InternalServerError, /sandbox/, 500);
  await assertRejects(failing("status=401"), Anthropic.InternalServerError, /./, 502);
});

await each("a time-out", (upstream) =>
  assertCancels(() =>
    assertRejects(
      create(`via-${upstream}!slow=20000`, PLAIN, {}, { timeout: 300 }),
      Anthropic.APIConnectionTimeoutError,
      /./,
    ),
  ),
);

await each("cancelled in the stream", (upstream) =>
  assertCancels(async () => {
    const stream = await create(`via-${upstream}!stall-after=3`, PLAIN, { stream: true });
    for await (const event of stream) {
      if (event.type === "content_block_delta") break;
    }
  }),
);

await each("broken off in the stream", async (upstream) => {
  for (const fault of ["cut-after=3", "error-after=3"]) {
    const seen = [];
    await assert.rejects(async () => {
      const stream = await create(`via-${upstream}!${fault}`, PLAIN, { stream: true });
      for await (const event of stream) seen.push(event.type);
    }, Anthropic.APIError);
    // a reset may overtake the first parts
    if (fault.startsWith("error")) assert.ok(seen.includes("content_block_delta"));
    assert.ok(!seen.includes("message_stop"));
  }
});

await check("models", async () => {
  const names = [];
  for await (const model of client.models.list()) names.push(model.id);
  assert.ok(names.includes("via-openai") && names.includes("via-gemini"));
  assert.equal((await client.models.retrieve("via-gemini")).id, "via-gemini");
});
