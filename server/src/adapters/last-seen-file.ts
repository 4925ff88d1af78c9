import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { LastSeenAudit } from '../ports/last-seen-audit.ts'

const NAME = 'last-seen.json'
const seen = z.object({ auditSeq: z.number().int(), at: z.string() })

/**
 * Stores the newest audit row seen beside the database. An unreadable file counts as missing: only the automatic
 * detection of a restore depends on it.
 */
export function lastSeenFile(dataDir: string): LastSeenAudit {
  const file = path.join(dataDir, NAME)
  return {
    async read() {
      try {
        return seen.safeParse(JSON.parse(await readFile(file, 'utf8'))).data ?? null
      } catch {
        return null
      }
    },
    async write(now) {
      await mkdir(dataDir, { recursive: true, mode: 0o700 })
      await writeFile(`${file}.new`, JSON.stringify(now), { mode: 0o600 })
      await rename(`${file}.new`, file)
    },
  }
}
