import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const readJournal = (migrations: string) =>
  JSON.parse(readFileSync(path.join(migrations, 'meta/_journal.json'), 'utf8')) as { entries: { tag: string }[] }

/** Copies the migrations up to this index, as the folder of an earlier release. */
export function copyMigrationsUpTo(migrations: string, index: number, folder: string): string {
  const journal = readJournal(migrations)
  const entries = journal.entries.slice(0, index + 1)
  mkdirSync(path.join(folder, 'meta'), { recursive: true })
  for (const { tag } of entries) cpSync(path.join(migrations, `${tag}.sql`), path.join(folder, `${tag}.sql`))
  writeFileSync(path.join(folder, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }))
  return folder
}
