import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { SimState } from './state.ts'

/** Of the form of `SimState`. A file of another one is not read: the company starts over. */
const VERSION = 1

/** What of a state belongs to the run and not to the company: where things listen, and what is only looked at. */
const ofTheRun = ['receivers', 'calls', 'callbacks', 'faults'] as const satisfies readonly (keyof SimState)[]
type Kept = Omit<SimState, (typeof ofTheRun)[number]>

type StateFile = { version: number; nowMs: number; state: Kept }

const keptOf = (state: SimState): Kept => {
  const kept: Partial<SimState> = { ...state }
  for (const name of ofTheRun) Reflect.deleteProperty(kept, name)
  return kept as Kept
}

/** Whole or not at all: whoever reads it never sees half a company. */
export const saveState = (path: string, state: SimState, nowMs: number): void => {
  const file: StateFile = { version: VERSION, nowMs, state: keptOf(state) }
  writeFileSync(`${path}.new`, JSON.stringify(file), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

const isStateFile = (value: unknown): value is StateFile =>
  typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION

/** Null when there is none, or none that can be read. */
export const loadState = (path: string): { nowMs: number; state: Kept } | null => {
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as unknown
    return isStateFile(file) ? { nowMs: file.nowMs, state: file.state } : null
  } catch {
    return null
  }
}

/** Puts a kept company into a fresh state. Addresses and secrets stay those of this run. */
export const restoreState = (state: SimState, kept: Kept): void => {
  const { homeUrl, trustedDomain, secret, agentId } = state.app
  const corp = state.corp
  // A file of an older program knows fewer of them.
  const switches = { ...state.switches, ...kept.switches }
  const limits = { ...state.limits, ...kept.limits }
  Object.assign(state, kept, {
    switches,
    limits,
    corp,
    app: { ...kept.app, homeUrl, trustedDomain, secret, agentId },
  })
}
