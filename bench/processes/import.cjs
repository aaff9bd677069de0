/* Requires the modules it is told to, and prints how long that took without the start of Node. */
const cpu = process.cpuUsage();
const start = performance.now();
for (const specifier of process.argv.slice(2)) {
  require(specifier);
}
const wall = performance.now() - start;
console.log(JSON.stringify({ wall, userCpu: process.cpuUsage(cpu).user / 1000 }));
