import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJournal } from '@desk/server/testing/database/earlier-migrations'
import { isEveryCase } from '@desk/server/testing/sample-of-cases'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkOutEarlierRelease, type EarlierRelease, readEarlierSchema } from '../lib/earlier-release.ts'
import { runEarlierTests } from '../lib/earlier-tests.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { incompatibleDifferences, type SchemaSnapshot } from '../lib/schema-differences.ts'

const SUBMITTING = '/submit-request.test'
/**
 * Tests of the main features, by parts of paths that every release since 0.9.0 has. `npm run faults -- upgrade` runs all
 * server tests of the previous release.
 */
const TEST_FILTERS = [
  '/sign-in.test',
  'callbacks/routes.test',
  'outbox/outbox.test',
  SUBMITTING,
  '/decide-request.test',
  '/apply-info-change',
  '/lost-device.test',
  'groups/who-acts-next.test',
  'groups/group-reports.test',
  '/sign-policy.test',
]

const folderOfMigrations = pathInRepository('server/drizzle')
const tagOfNewest = () => readJournal(folderOfMigrations).entries.at(-1)?.tag.slice(0, 4) ?? ''
const readSchema = () =>
  JSON.parse(readFileSync(join(folderOfMigrations, `meta/${tagOfNewest()}_snapshot.json`), 'utf8')) as SchemaSnapshot

describe('the schema', () => {
  it('the previous release can read and write every column that it knows on the schema of this release', () => {
    const earlier = readEarlierSchema()
    expect(Object.keys(earlier.tables).length).toBeGreaterThan(10)
    expect(incompatibleDifferences(earlier, readSchema())).toEqual([])
  })

  it('a missing table, and a column that is renamed, of another type, or that an insert may not leave out, are found', () => {
    const [earlier, later] = [readSchema(), readSchema()]
    const { columns } = later.tables['public.requests']!
    const { urge_count: renamed, ...others } = columns
    const changed = {
      id: { ...columns['id']!, type: 'integer' },
      step: { ...columns['step']!, default: undefined },
      urges: { ...renamed!, default: undefined },
    }
    const optional = Object.keys(columns).find((name) => !columns[name]!.notNull) ?? ''
    later.tables['public.requests']!.columns = {
      ...others,
      ...changed,
      [optional]: { ...columns[optional]!, notNull: true },
    }
    delete later.tables['public.drafts']
    expect(incompatibleDifferences(earlier, later).sort()).toEqual(
      [
        'public.drafts is missing',
        'public.requests.id is integer, not text',
        'public.requests.step has no default',
        `public.requests.${optional} refuses null`,
        'public.requests.urge_count is missing',
        'public.requests.urges is required',
      ].sort(),
    )
  })
})

describe('a constraint that the previous release does not know', () => {
  const TABLE = 'public.requests'
  /** Returns what is found after a change of the table of requests. */
  const foundAfter = (change: (table: SchemaSnapshot['tables'][string]) => void) => {
    const [earlier, later] = [readSchema(), readSchema()]
    change(later.tables[TABLE]!)
    return incompatibleDifferences(earlier, later)
  }
  const reference = (columnsFrom: string[]) => ({ columnsFrom, tableTo: 'members', columnsTo: ['userid'] })

  it('a new check, key or reference is found, and so is a removed key, which `on conflict` may name', () => {
    expect(
      foundAfter((table) => {
        table.checkConstraints['requests_check'] = { value: 'version > 0' }
        table.uniqueConstraints['requests_key'] = { columns: ['no', 'kind'], nullsNotDistinct: false }
        table.indexes['requests_idx'] = { columns: [{ expression: 'lower("no")' }], isUnique: true, where: 'true' }
        table.foreignKeys['requests_fk'] = { ...reference(['decided_by']), onDelete: 'cascade' }
      }).sort(),
    ).toEqual([
      `${TABLE} has a new check version > 0`,
      `${TABLE} has a new reference (decided_by) to members (userid) /cascade`,
      `${TABLE} has a new unique key (lower("no")) where true`,
      `${TABLE} has a new unique key (no,kind)`,
    ])
    const withoutKey = foundAfter((table) => {
      table.columns['id']!.primaryKey = false
    })
    expect(withoutKey).toEqual([`${TABLE} has no unique key (id) any more`])
  })

  it('a key or reference over a new column, which that release leaves null, is found only if nulls are not distinct', () => {
    const foundWith = (nullsNotDistinct: boolean) =>
      foundAfter((table) => {
        table.columns['place'] = { type: 'text', notNull: false, primaryKey: false }
        table.foreignKeys['requests_fk'] = reference(['place'])
        table.uniqueConstraints['requests_key'] = { columns: ['kind', 'place'], nullsNotDistinct }
      })
    expect(foundWith(false)).toEqual([])
    expect(foundWith(true)).toEqual([`${TABLE} has a new unique key (kind,place) nulls not distinct`])
  })

  it('a new name of the same constraint, and an index that is not unique, are no difference', () => {
    expect(
      foundAfter((table) => {
        table.uniqueConstraints = Object.fromEntries(
          Object.entries(table.uniqueConstraints).map(([name, key]) => [`${name}_2`, key]),
        )
        table.indexes['requests_idx'] = { columns: [{ expression: 'kind' }], isUnique: false }
      }),
    ).toEqual([])
  })
})

// Takes longer than all other tests of the built product, so it runs before a release only.
describe.runIf(isEveryCase)('the server tests of the previous release', () => {
  let release: EarlierRelease
  let postgres: Awaited<ReturnType<typeof startPostgres>>
  beforeAll(async () => {
    release = checkOutEarlierRelease()
    postgres = await startPostgres()
  })
  afterAll(async () => {
    await postgres.stop()
    release.remove()
  })

  it('the tests of the previous release pass on the schema of this release', async () => {
    const { passed, failed } = await runEarlierTests(release, postgres.url, TEST_FILTERS)
    console.log(`${release.commit.slice(0, 7)}: ${String(passed)} tests passed`)
    expect(failed).toEqual([])
    expect(passed).toBeGreaterThan(TEST_FILTERS.length * 5)
  })

  // Shows that the test above can fail.
  it('the tests fail on a schema with an incompatible migration', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'desk-migrations-'))
    cpSync(folderOfMigrations, folder, { recursive: true })
    const journal = readJournal(folder)
    const tag = '9999_too_early'
    const entry = { ...journal.entries.at(-1), idx: journal.entries.length, tag, when: 9_999_999_999_999 }
    writeFileSync(join(folder, `${tag}.sql`), 'alter table requests rename column urge_count to urges;')
    writeFileSync(
      join(folder, 'meta/_journal.json'),
      JSON.stringify({ ...journal, entries: [...journal.entries, entry] }),
    )
    const { failed } = await runEarlierTests(release, postgres.url, [SUBMITTING], folder)
    rmSync(folder, { recursive: true })
    expect(failed.length).toBeGreaterThan(0)
  })
})
