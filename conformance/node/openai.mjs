import assert from "node:assert/strict";
import OpenAI from "openai";
import { CITY, CLIMATE, GATEWAY, LONG, PLAIN, PNG, TOOL_RESULT, WEATHER } from "./checks.mjs";
import { assertCancels, assertRejects, check, each } from "./checks.mjs";

const client = new OpenAI({ baseURL: `${GATEWAY}/v1`, apiKey: "any", maxRetries: 0 });
const user = (content) => [{ role: "user", content }];
const chat = (model, content, more = {}, options = {}) =>
  client.chat.completions.create({ model, messages: user(content), ...more }, options);
const text = (completion) => completion.choices[0].message.content;
const tools = [
  {
    type: "function",
    function: {
      name: "get_weather",
      description: "The current weather of a city",
      parameters: CITY,
    },
  },
];

async function chunks(stream) {
  const all = [];
  for await (const chunk of stream) all.push(chunk);
  return all;
}

const joined = (all) => all.map((chunk) => chunk.choices[0]?.delta?.content ?? "").join("");

await each("plain", async (upstream) => {
  const completion = await chat(`via-${upstream}`, PLAIN);
  assert.match(text(completion), /rivers bend/);
  assert.equal(completion.choices[0].finish_reason, "stop");
  assert.equal(completion.model, `via-${upstream}`);
  const { prompt_tokens, completion_tokens, total_tokens } = completion.usage;
  assert.ok(prompt_tokens > 0 && total_tokens === prompt_tokens + completion_tokens);
});

await each("a conversation", async (upstream) => {
  const completion = await client.chat.completions.create({
    model: `via-${upstream}`,
    messages: [
      { role: "system", content: "You are a geographer." },
      ...user("Hello"),
      { role: "assistant", content: "Hello, what would you like to know?" },
      ...user(PLAIN),
    ],
  });
  assert.match(text(completion), /rivers bend/);
});

await each("cut at a length", async (upstream) => {
  const completion = await chat(`via-${upstream}`, LONG, { max_completion_tokens: 5 });
  assert.equal(completion.choices[0].finish_reason, "length");
});

await each("streamed", async (upstream) => {
  const whole = await chat(`via-${upstream}`, PLAIN);
  const all = await chunks(await chat(`via-${upstream}`, PLAIN, { stream: true }));
  assert.equal(joined(all), text(whole));
  assert.equal(all.at(-1).choices[0].finish_reason, "stop");
  assert.ok(all.every((chunk) => !chunk.usage), "usage that nobody asked for");

  const stream_options = { include_usage: true };
  const asked = await chunks(await chat(`via-${upstream}`, PLAIN, { stream: true, stream_options }));
  assert.equal(asked.at(-1).usage.completion_tokens, whole.usage.completion_tokens);
});

await each("tools", async (upstream) => {
  const first = await chat(`via-${upstream}`, WEATHER, { tools });
  assert.equal(first.choices[0].finish_reason, "tool_calls");
  const call = first.choices[0].message.tool_calls[0];
  assert.equal(call.function.name, "get_weather");
  assert.equal(typeof JSON.parse(call.function.arguments).city, "string");
  const second = await client.chat.completions.create({
    model: `via-${upstream}`,
    tools,
    messages: [
      ...user(WEATHER),
      first.choices[0].message,
      { role: "tool", tool_call_id: call.id, content: TOOL_RESULT },
    ],
  });
  assert.match(text(second), new RegExp(TOOL_RESULT));
});

await each("tools, streamed", async (upstream) => {
  const stream = client.chat.completions.stream({
    model: `via-${upstream}`,
    messages: user(WEATHER),
    tools,
  });
  const { message, finish_reason } = (await stream.finalChatCompletion()).choices[0];
  assert.equal(finish_reason, "tool_calls");
  assert.equal(message.tool_calls.length, 1);
  assert.equal(typeof JSON.parse(message.tool_calls[0].function.arguments).city, "string");
});

await each("a structure", async (upstream) => {
  const response_format = {
    type: "json_schema",
    json_schema: { name: "climate", strict: true, schema: CLIMATE },
  };
  const climate = JSON.parse(text(await chat(`via-${upstream}`, WEATHER, { response_format })));
  assert.equal(typeof climate.city, "string");
  assert.ok(Number.isInteger(climate.degrees));
});

await each("an image", async (upstream) => {
  const completion = await chat(`via-${upstream}`, [
    { type: "text", text: "What is this?" },
    { type: "image_url", image_url: { url: `data:image/png;base64,${PNG}` } },
  ]);
  assert.match(text(completion), /I received 1 image/);
});

const embed = (upstream, encoding_format) =>
  client.embeddings.create({
    model: `embed-${upstream}`,
    input: ["a river", "a road"],
    encoding_format,
  });

await each(
  "embeddings",
  async (upstream) => {
    const floats = await embed(upstream, "float");
    const base64 = await embed(upstream, "base64");
    const told = await embed(upstream, undefined);
    assert.equal(floats.data.length, 2);
    const bytes = Buffer.from(base64.data[1].embedding, "base64");
    const decoded = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
    assert.deepEqual(decoded, floats.data[1].embedding.map(Math.fround));
    assert.deepEqual(Array.from(told.data[1].embedding), decoded);
  },
  ["openai", "gemini"],
);

await check("embeddings, anthropic", () =>
  assertRejects(embed("anthropic", "float"), OpenAI.BadRequestError, /embeddings/),
);

await check("an unknown model", () =>
  assertRejects(chat("nothing-like-it", PLAIN), OpenAI.NotFoundError, /nothing-like-it/),
);

await each("errors", async (upstream) => {
  const failing = (fault) => chat(`via-${upstream}!${fault}`, PLAIN);
  await assertRejects(failing("status=429"), OpenAI.RateLimitError, /sandbox/);
  await assertRejects(failing("status=500"), OpenAI.InternalServerError, /sandbox/, 500);
  await assertRejects(failing("status=401"), OpenAI.InternalServerError, /./, 502);
});

await each("a time-out", (upstream) =>
  assertCancels(() =>
    assertRejects(
      chat(`via-${upstream}!slow=20000`, PLAIN, {}, { timeout: 300 }),
      OpenAI.APIConnectionTimeoutError,
      /./,
    ),
  ),
);

await each("cancelled in the stream", (upstream) =>
  assertCancels(async () => {
    const stream = await chat(`via-${upstream}!stall-after=3`, PLAIN, { stream: true });
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta?.content) break;
    }
  }),
);

await each("broken off in the stream", async (upstream) => {
  for (const fault of ["cut-after=3", "error-after=3"]) {
    const seen = [];
    await assert.rejects(async () => {
      const stream = await chat(`via-${upstream}!${fault}`, PLAIN, { stream: true });
      for await (const chunk of stream) seen.push(chunk);
    }, OpenAI.APIError);
    // a reset may overtake the first parts
    if (fault.startsWith("error")) assert.notEqual(joined(seen), "");
    assert.ok(seen.every((chunk) => !chunk.choices[0]?.finish_reason));
  }
});

await each("responses", async (upstream) => {
  const ask = { model: `via-${upstream}`, store: false, input: PLAIN };
  const whole = await client.responses.create(ask);
  assert.equal(whole.status, "completed");
  assert.match(whole.output_text, /rivers bend/);
  const streamed = await client.responses.stream(ask).finalResponse();
  assert.equal(streamed.output_text, whole.output_text);
  assert.equal(streamed.usage.output_tokens, whole.usage.output_tokens);
});

await each("responses with tools", async (upstream) => {
  const ask = { model: `via-${upstream}`, store: false, tools: [{ type: "function", ...tools[0].function, strict: false }] };
  const input = user(WEATHER);
  const first = await client.responses.create({ ...ask, input });
  const call = first.output.find((item) => item.type === "function_call");
  assert.equal(typeof JSON.parse(call.arguments).city, "string");
  const result = { type: "function_call_output", call_id: call.call_id, output: TOOL_RESULT };
  const second = await client.responses.create({ ...ask, input: [...input, ...first.output, result] });
  assert.match(second.output_text, new RegExp(TOOL_RESULT));
});

await check("models", async () => {
  const names = [];
  for await (const model of client.models.list()) names.push(model.id);
  assert.ok(names.includes("via-openai") && names.includes("via-gemini"));
  assert.equal((await client.models.retrieve("via-gemini")).id, "via-gemini");
});
