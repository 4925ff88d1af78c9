import { readdirSync, readFileSync } from 'node:fs'

/** Times in proc(5) are in clock ticks; Linux has 100 of them a second. */
const MS_PER_TICK = 10
/** The indexes of fields 14 and 15 of proc(5), user and system time, in the result of `statOf`. */
const OWN_TIMES = [11, 12]
/** Fields 16 and 17: the same times of the children that ended. */
const CHILD_TIMES = [13, 14]

/** Returns the fields of a process from the third on: the second is its name, which may contain spaces. */
const statOf = (pid: number | string): string[] => {
  const [, after = ''] = readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(/\) (?=\S )/)
  return after.split(' ')
}

/** Returns the sum of these times in milliseconds; 0 for a process that has ended. */
const sumOfTimes = (pid: number | string, fields: readonly number[]): number => {
  try {
    const stat = statOf(pid)
    return fields.reduce((sum, field) => sum + Number(stat[field]), 0) * MS_PER_TICK
  } catch {
    return 0
  }
}

/** Returns the user and system time of a process so far, in milliseconds; 0 for a process that has ended. Linux only. */
export const processCpuMs = (pid: number | string): number => sumOfTimes(pid, OWN_TIMES)

const isChildOf = (pid: string, parent: number): boolean => {
  try {
    return Number(statOf(pid)[1]) === parent
  } catch {
    return false
  }
}

/**
 * Returns the user and system time of a process and its children, including those that ended, in milliseconds: PostgreSQL has one
 * child for each connection, and more for its work in the background.
 */
export function processTreeCpuMs(parent: number): number {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isChildOf(name, parent))
  return children.reduce((sum, pid) => sum + processCpuMs(pid), sumOfTimes(parent, [...OWN_TIMES, ...CHILD_TIMES]))
}
