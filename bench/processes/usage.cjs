/* Preloaded into measured processes: writes peak memory and CPU time to file descriptor 3 when they end. */
const { existsSync, readFileSync, writeSync } = require("node:fs");

process.on("exit", () => {
  const { maxRSS, userCPUTime } = process.resourceUsage();
  writeSync(3, JSON.stringify({ peakMemory: (ownPeak() ?? maxRSS) * 1024, userCpu: userCPUTime / 1000 }));
});

/** Linux hands the parent's peak on through fork and exec; the kernel's own high-water mark starts with the process. */
function ownPeak() {
  const status = "/proc/self/status";
  const line = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, "utf8")) : null;
  return line === null ? undefined : Number(line[1]);
}
