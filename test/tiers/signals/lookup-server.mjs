import { createServer } from "node:http";

/*
 * The services that `enrich` asks, as a process of its own: `node lookup-server.mjs <mean ms>`. Prints its port.
 *
 * Threat intelligence takes from half to one and a half times the mean, the others a fifth of it. Of the addresses asked
 * once, one in 50 is refused at first, one in 500 always.
 */
const mean = Number(process.argv[2]);
const asked = new Map();
let calls = 0;

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  const [, kind, key] = request.url.split("/");
  if (kind === "calls") {
    response.end(JSON.stringify({ calls }));
    return;
  }
  calls++;
  const spread = (0.5 + Math.random()) * mean;
  setTimeout(() => answer(response, kind, key), kind === "threat" ? spread : spread / 5);
});

function answer(response, kind, key) {
  response.statusCode = kind === "threat" && isRefused(key) ? 503 : 200;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ value: kind === "geo" ? "NL" : kind === "threat" ? "7" : "finance" }));
}

function isRefused(key) {
  if (!key.startsWith("11.")) {
    return false;
  }
  const [, high, middle, low] = key.split(".").map(Number);
  // Spread: not every number is asked about.
  const number = Math.imul((high * 256 + middle) * 256 + low, 0x9e3779b1) >>> 8;
  const times = (asked.get(key) ?? 0) + 1;
  asked.set(key, times);
  return number % 500 === 1 || (number % 50 === 3 && times === 1);
}

server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.on("disconnect", () => process.exit());
