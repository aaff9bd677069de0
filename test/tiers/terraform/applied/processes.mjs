import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { CannotRun } from "../providers.mjs";

const running = new Set();
process.once("exit", () => {
  for (const child of running) {
    child.kill("SIGKILL");
  }
});

/** A process that ends with us. */
export function started(command, args, options) {
  const child = spawn(command, args, options);
  running.add(child);
  child.once("close", () => running.delete(child));
  // Said where somebody waits for its end.
  child.once("error", () => running.delete(child));
  return child;
}

/** How a process ends, and what it said. */
export function finished(command, args, { input, onLine, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = started(command, args, { stdio: ["pipe", "pipe", "pipe"], ...options });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name].setEncoding("utf8").on("data", (text) => {
        output[name] += text;
        onLine?.(text, child);
      });
    }
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    child.once("error", (cause) => reject(new CannotRun(`${command} could not be started: ${cause.message}`)));
    child.once("close", (status, signal) => resolve({ status, signal, ...output }));
  });
}

/** A server of ours, once it answers at its address. Its output is what is said where it ends too soon. */
export async function serverAt(address, command, args, { seconds = 60, ...options } = {}) {
  const child = started(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said = `${said}${text}`.slice(-4_000);
    });
  }
  let failure;
  child.once("error", (cause) => {
    failure = cause.message;
  });
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    if (failure !== undefined || child.exitCode !== null) {
      throw new CannotRun(`${command} ended: ${failure ?? said.trim()}`);
    }
    try {
      await fetch(address, { signal: AbortSignal.timeout(2_000) });
      return child;
    } catch {
      await sleep(100);
    }
  }
  child.kill("SIGKILL");
  throw new CannotRun(`${command} did not answer at ${address} within ${seconds} s: ${said.trim()}`);
}

/** The processes that a process has started, and theirs; the youngest first. */
export function descendants(pid) {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === String(pid));
  return children.flatMap((child) => [...descendants(child), Number(child)]);
}

function parentOf(pid) {
  try {
    // The name before it may hold spaces and brackets.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ")[1];
  } catch {
    return undefined;
  }
}
