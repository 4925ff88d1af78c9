import { readdirSync, readFileSync } from 'node:fs'

/** Source: proc(5), fields 14 and 15 in clock ticks, of which Linux has 100 a second. */
const MS_PER_TICK = 10

const statOf = (pid: number | string): string[] => {
  const [, after = ''] = readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(/\) (?=\S )/)
  return after.split(' ')
}

/** Returns the user and system time of a process so far, in milliseconds; 0 for a process that has ended. Linux only. */
export function processCpuMs(pid: number | string): number {
  try {
    const stat = statOf(pid)
    return (Number(stat[11]) + Number(stat[12])) * MS_PER_TICK
  } catch {
    return 0
  }
}

const isChildOf = (pid: string, parent: number): boolean => {
  try {
    return Number(statOf(pid)[1]) === parent
  } catch {
    return false
  }
}

/** Returns the user and system time of a process and its children: PostgreSQL has one child for each connection. */
export function processTreeCpuMs(parent: number): number {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isChildOf(name, parent))
  return [parent, ...children].reduce<number>((sum, pid) => sum + processCpuMs(pid), 0)
}
