import { basename } from 'node:path'

/** The parts of V8's profile that are read here. Times are in microseconds. */
export type CpuProfile = {
  nodes: readonly { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  samples: readonly number[]
  timeDeltas: readonly number[]
}

export type SelfTime = { name: string; ms: number }

/** Lists the functions by the time in which they themselves ran, without those that they called; longest first. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): SelfTime[] {
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, frameName(callFrame)]))
  const times = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const name = nameOf.get(id) ?? '?'
    // A sample holds until the next one.
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index + 1] ?? 0) / 1000)
  }
  return [...times].map(([name, ms]) => ({ name, ms })).sort((one, other) => other.ms - one.ms)
}

function frameName({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName
  return url === '' ? name : `${name} ${basename(url)}:${String(lineNumber + 1)}`
}
