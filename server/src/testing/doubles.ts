import { DAY_MS, HOUR_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import { type IdKind, makeId } from '@desk/shared/kernel/ids'
import type { Anchor } from '../ports/anchor-file.ts'
import type { AuditLogKey } from '../ports/audit-log-key.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdSource } from '../ports/ids.ts'
import type { Images } from '../ports/images.ts'
import type { Log } from '../ports/log.ts'

/**
 * Creates a clock that only a test moves, so that "after 12 hours" is one line without sleeping. It starts on a
 * Tuesday, 10:00 in Shanghai.
 */
export function fixedClock() {
  let now = Date.parse('2026-03-17T02:00:00.000Z')
  return {
    now: () => new Date(now),
    advanceSeconds: (seconds: number) => void (now += seconds * SECOND_MS),
    advanceHours: (hours: number) => void (now += hours * HOUR_MS),
    advanceDays: (days: number) => void (now += days * DAY_MS),
  } satisfies Clock & Record<string, unknown>
}

/** Creates `req_000001`, `req_000002`, …, so that snapshots and failure messages are readable. */
export function countingIds(): IdSource {
  const counts = new Map<string, number>()
  const count = (name: string) => {
    const next = (counts.get(name) ?? 0) + 1
    counts.set(name, next)
    return String(next)
  }
  return {
    next: <K extends IdKind>(kind: K) => makeId(kind, count(kind).padStart(6, '0')),
    readableCode: () => `TEST-${count('no').padStart(4, '0')}`,
    token: () => `token${count('token').padStart(27, '0')}`,
  }
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** Accepts every image as small enough. */
export const unchangedImages: Images = { toSmallJpeg: async (bytes) => ({ bytes }) }

/** Creates the key of an evidence log, whose checkpoint file and earlier anchors a test may read and change. */
export function memoryLogKey() {
  const state: { note: string | null; anchors: Anchor[] } = { note: null, anchors: [] }
  const key: AuditLogKey = {
    origin: null,
    defaultOrigin: 'desk.test/audit',
    seed: new Uint8Array(32).fill(1),
    checkpointFile: { read: async () => state.note, write: async (note) => void (state.note = note) },
    earlierAnchors: async () => state.anchors,
  }
  return { ...key, state }
}
