import { cpus, totalmem } from 'node:os'

/** Returns the median. NaN for no numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Returns a percentile. NaN for no numbers, which meets no goal. */
export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN
}

export type Figure = { what: string; value: number; unit: string; goal?: number }

const isMet = ({ value, goal }: Figure): boolean => goal === undefined || value <= goal

/** Prints the figures as a table and as one line of JSON. Returns the exit status: 1 when a goal is missed. */
export function report(name: string, figures: readonly Figure[], versions: Record<string, string>): number {
  const width = Math.max(...figures.map(({ what }) => what.length))
  for (const figure of figures) {
    const goal = figure.goal === undefined ? '' : `${isMet(figure) ? '✓' : '✗'} goal ≤ ${figure.goal}`
    console.log(`${figure.what.padEnd(width)}  ${String(figure.value).padStart(9)} ${figure.unit.padEnd(5)} ${goal}`)
  }
  const pass = figures.every(isMet)
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
  }
  const byName = Object.fromEntries(figures.map(({ what, value }) => [what, value]))
  console.log(
    JSON.stringify({ name, pass, figures: byName, machine, versions: { node: process.version, ...versions } }),
  )
  return pass ? 0 : 1
}

/** Returns the number with at most this many digits after the decimal point. */
export const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits))
