import type { RoomQuery } from '@desk/shared/evidence-room/room-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'

/** Returns the address of a view of the room. */
export function roomPath(query: RoomQuery): string {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const search = new URLSearchParams(entries).toString()
  return pagePaths.evidenceRoom + (search === '' ? '' : `?${search}`)
}

const names = ['q', 'person', 'policy', 'day'] as const

/** Reads the query of the URL. Missing and blank values, which the server refuses, are left out. */
export const roomQueryOf = (query: Readonly<Record<string, unknown>>): RoomQuery =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = query[name]
      return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : []
    }),
  )
