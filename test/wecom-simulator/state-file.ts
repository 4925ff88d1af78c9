import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { SimState } from './state.ts'

/** Version of `SimState` in the file. A file of another version is ignored. */
const VERSION = 3

/** Parts of the state that are not saved: addresses, logs and faults of one run. */
const transientKeys = ['receivers', 'calls', 'callbacks', 'faults'] as const satisfies readonly (keyof SimState)[]
type SavedState = Omit<SimState, (typeof transientKeys)[number]>

type StateFile = { version: number; nowMs: number; state: SavedState }

const withoutTransient = (state: SimState): SavedState => {
  const saved: Partial<SimState> = { ...state }
  for (const name of transientKeys) Reflect.deleteProperty(saved, name)
  return saved as SavedState
}

/** Writes the file atomically. */
export const saveState = (path: string, state: SimState, nowMs: number): void => {
  const file: StateFile = { version: VERSION, nowMs, state: withoutTransient(state) }
  writeFileSync(`${path}.new`, JSON.stringify(file), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

const isStateFile = (value: unknown): value is StateFile =>
  typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION

/** Reads the file. Returns null when it is missing, unreadable or of another version. */
export const loadState = (path: string): { nowMs: number; state: SavedState } | null => {
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as unknown
    return isStateFile(file) ? { nowMs: file.nowMs, state: file.state } : null
  } catch {
    return null
  }
}

/** Copies a saved state into a new one. Addresses and secrets stay those of this run. */
export const restoreState = (state: SimState, saved: SavedState): void => {
  const { homeUrl, trustedDomain, secret, agentId } = state.app
  const corp = state.corp
  // An older file may lack switches, limits, functions and settings of the app.
  const switches = { ...state.switches, ...saved.switches }
  const limits = { ...state.limits, ...saved.limits }
  const protection = { ...state.protection, ...saved.protection }
  Object.assign(state, saved, {
    switches,
    limits,
    protection,
    secondWriter: { ...state.secondWriter, ...saved.secondWriter },
    corp,
    app: { ...state.app, ...saved.app, homeUrl, trustedDomain, secret, agentId },
  })
}
