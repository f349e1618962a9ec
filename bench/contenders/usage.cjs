const { readFileSync, writeSync } = require('node:fs');

const figures = {};

/** What a contender has measured of itself. */
exports.report = (measured) => Object.assign(figures, measured);

/**
 * Loaded before a contender: prints, when it ends, its time on the CPU in milliseconds and the peak of its resident memory
 * in MiB, and what the contender has measured of itself.
 */
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const peak = peakOfKernel() ?? process.resourceUsage().maxRSS;
  writeSync(1, JSON.stringify({ cpu: (user + system) / 1000, peak: peak / 1024, figures }));
});

/** On Linux a process takes over the `maxRSS` of the process that started it, so there the kernel's own count of it is read. */
function peakOfKernel() {
  try {
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))[1]);
  } catch {
    return undefined;
  }
}
