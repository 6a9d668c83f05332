/** Time that this process has computed, milliseconds: what others do on the machine is no part of it. */
export function computedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
