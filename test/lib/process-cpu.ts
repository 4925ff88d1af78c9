import { readdirSync, readFileSync } from 'node:fs'

/** Source: proc(5), fields 14 to 17 in clock ticks, of which Linux has 100 a second. */
const MS_PER_TICK = 10

const statOf = (pid: number | string): string[] => {
  const [, after = ''] = readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(/\) (?=\S )/)
  return after.split(' ')
}

const ticksOf = (pid: number | string, fields: readonly number[]): number => {
  try {
    const stat = statOf(pid)
    return fields.reduce((sum, field) => sum + Number(stat[field]), 0) * MS_PER_TICK
  } catch {
    return 0
  }
}

/** Returns the user and system time of a process so far, in milliseconds; 0 for a process that has ended. Linux only. */
export const processCpuMs = (pid: number | string): number => ticksOf(pid, [11, 12])

const isChildOf = (pid: string, parent: number): boolean => {
  try {
    return Number(statOf(pid)[1]) === parent
  } catch {
    return false
  }
}

/**
 * Returns the user and system time of a process and its children, also of those that ended: PostgreSQL has one child for each
 * connection, and more for what it does in the background.
 */
export function processTreeCpuMs(parent: number): number {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isChildOf(name, parent))
  return children.reduce((sum, pid) => sum + processCpuMs(pid), ticksOf(parent, [11, 12, 13, 14]))
}
