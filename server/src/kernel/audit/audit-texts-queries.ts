import { sql } from 'drizzle-orm'
import { insertAll, textArray } from '../../db/json-parameters.ts'
import type { Database, Tx } from '../../db/database.ts'
import { auditTexts } from '../../db/schema/index.ts'
import { hashErasable, mapDeep, ErasableText } from './erasable-text.ts'

type Details = Record<string, unknown>
/** Replaces erasable text in the details of an audit row. */
type TextRef = { textHash: string }

/** Returns whether a value is a reference. Details themselves may have a field of this name in addition to others. */
const isRef = (value: unknown): value is TextRef =>
  typeof value === 'object' &&
  value !== null &&
  'textHash' in value &&
  typeof value.textHash === 'string' &&
  Object.keys(value).length === 1

/** Returns the details as stored in the audit row, after storing their free text in rows that can be erased. */
export async function storeErasableTexts(tx: Tx, at: Date, details: Details): Promise<Details> {
  const texts: (typeof auditTexts.$inferInsert)[] = []
  const replaced = mapDeep(details, (value) => {
    if (!(value instanceof ErasableText)) return value
    const hash = hashErasable(value)
    texts.push({ hash, salt: value.salt, text: value.text, at })
    return { textHash: hash } satisfies TextRef
  })
  if (texts.length > 0) await tx.execute(insertAll(auditTexts, texts))
  return replaced as Details
}

/** Returns audit rows for display: a free text while it is kept, null when it was erased or does not match its hash. */
export async function withStoredTexts<Row extends { details: Details }>(
  db: Database,
  rows: readonly Row[],
): Promise<Row[]> {
  const hashes = new Set<string>()
  mapDeep(
    rows.map(({ details }) => details),
    (value) => {
      if (isRef(value)) hashes.add(value.textHash)
      return value
    },
  )
  if (hashes.size === 0) return [...rows]
  const storedTexts = await db
    .select()
    .from(auditTexts)
    .where(sql`${auditTexts.hash} = any(${textArray([...hashes])})`)
  const sound = storedTexts.filter(({ hash, text, salt }) => hashErasable(new ErasableText(text, salt)) === hash)
  const texts = new Map(sound.map(({ hash, text }) => [hash, text]))
  const readable = (value: unknown) => (isRef(value) ? (texts.get(value.textHash) ?? null) : value)
  return rows.map((row) => ({ ...row, details: mapDeep(row.details, readable) as Details }))
}
