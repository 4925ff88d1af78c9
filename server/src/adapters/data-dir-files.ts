import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { parseJson } from '../kernel/parse-json.ts'
import type { Anchor } from '../ports/anchor-file.ts'
import type { LastSeenAudit } from '../ports/last-seen-audit.ts'
import { writeDurably } from './write-durably.ts'

const anchorLine = z.object({ blockNo: z.number().int(), hash: z.string(), rows: z.number().int(), at: z.string() })

/** Reads the heads of the audit chain that earlier releases wrote, one JSON object per line. */
export async function earlierAnchors(dataDir: string): Promise<Anchor[]> {
  const text = await readFile(path.join(dataDir, 'audit-anchors.jsonl'), 'utf8').catch(emptyIfMissing)
  // A line truncated by a crash is ignored; a line that was tampered with differs from the chain.
  return text.split('\n').flatMap((line) => anchorLine.safeParse(parseJson(line)).data ?? [])
}

function emptyIfMissing(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
  throw error
}

const lastSeen = z.object({ auditSeq: z.number().int(), at: z.string() })

/**
 * Stores in the data directory, which servers of one database may share, the newest audit row that they have seen. An
 * unreadable file counts as missing: only the automatic detection of a restore depends on it.
 */
export function lastSeenFile(dataDir: string): LastSeenAudit {
  const file = path.join(dataDir, 'last-seen.json')
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch(() => '')
      return lastSeen.safeParse(parseJson(text)).data ?? null
    },
    async write(seen) {
      await mkdir(dataDir, { recursive: true, mode: 0o700 })
      await writeDurably(file, JSON.stringify(seen))
    },
  }
}
