import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isEveryCase } from '@desk/server/testing/sample-of-cases'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeAuditKey } from '../lib/audit-key.ts'
import { checkOutEarlierRelease, releasesSince } from '../lib/earlier-release.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { runProgram } from '../lib/run-program.ts'

/** The files and the export that the test of `storyOf` imports from a release. `anchors`: null before the evidence log. */
type ReleaseNames = { sealer: string; stories: string; publish: string; anchors: string | null; database: string }
const withChain: ReleaseNames = {
  sealer: 'features/audit/seal-audit.ts',
  stories: 'testing/policy-stories.ts',
  publish: 'published',
  anchors: null,
  database: 'testing/test-database.ts',
}
const withLog: ReleaseNames = {
  sealer: 'features/audit/jobs/seal-audit.ts',
  stories: 'testing/fixtures/policy.ts',
  publish: 'createPublishedPolicy',
  anchors: 'features/audit/jobs/anchor-audit.ts',
  database: 'testing/database/test-database.ts',
}

/** Releases with the chain of hashes that the evidence log replaced. Before them there were no signatures. */
const CHAIN_RELEASES = ['0.9.0', '0.10.0']
const namesOf = (version: string): ReleaseNames => (CHAIN_RELEASES.includes(version) ? withChain : withLog)
const RELEASES = releasesSince('0.9.0')
const on = (database: 'PostgreSQL' | 'PGlite') => (version: string) => ({ version, database })
/** The newest release on PostgreSQL; before a release every one on both databases. */
const CASES = isEveryCase
  ? [...RELEASES.map(on('PostgreSQL')), ...RELEASES.map(on('PGlite'))]
  : RELEASES.slice(-1).map(on('PostgreSQL'))

/** Returns a test for the release to run: two people sign a policy before their entries are sealed, and a third afterwards. */
const storyOf = ({ sealer, stories, publish, anchors }: ReleaseNames) => `import { writeFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { createSealer } from './${sealer}'
${anchors === null ? '' : `import { anchorAudit } from './${anchors}'`}
import { clause, draftOf, policyCompany, ${publish} as publish, readAndSign } from './${stories}'
import { test } from './testing/kit.ts'

test('the release writes signatures and seals them', async ({ kit }) => {
  const company = await policyCompany(kit)
  const id = await publish(kit, company, draftOf([clause('1'), clause('2')]))
  const sign = async (userid) =>
    readAndSign(kit, await kit.given.member({ userid, name: '张三', department: company.north }), id)
  await kit.given.member({ userid: 'wangwu', department: company.north })
  await sign('zhangsan')
  await sign('lisi')
  const sealed = await createSealer(kit.deps)()
  ${anchors === null ? '' : 'await anchorAudit(kit.deps)'}
  await sign('zhaoliu')
  const { rows } = await kit.deps.db.execute(sql.raw('select current_database() as name'))
  const checkpoint = kit.deps.auditLogKey?.state.note ?? null
  writeFileSync(process.env.STORY_RESULT, JSON.stringify({ database: rows[0].name, policy: id, sealed, checkpoint }))
})
`

/** `checkpoint` is the one that the release signed and sent to the auditors; null if it had the chain of hashes. */
type Story = { database: string; policy: string; sealed: number; checkpoint: string | null }

/** Lets a release write its evidence into a separate database, and returns what the release reports. */
function runStory(version: string, folder: string, databaseServer: string | null): Story {
  const release = checkOutEarlierRelease(version)
  const names = namesOf(version)
  const result = join(folder, 'story.json')
  try {
    writeFileSync(join(release.root, 'server/src/story.test.ts'), storyOf(names))
    // The release's tests open a database in memory, which would leave nothing to upgrade.
    const opening = join(release.root, 'server/src', names.database)
    const patched = readFileSync(opening, 'utf8').replace(
      'openEmbedded(migrationsFolder)',
      'openEmbedded(migrationsFolder, process.env.STORY_DATABASE)',
    )
    writeFileSync(opening, patched)
    const args = [
      join(release.root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      'server',
      'src/story.test.ts',
    ]
    const { TEST_DATABASE_URL: _shared, ...inherited } = process.env
    const database = databaseServer === null ? {} : { TEST_DATABASE_URL: databaseServer }
    const env = { ...inherited, ...database, STORY_RESULT: result, STORY_DATABASE: join(folder, 'pglite') }
    execFileSync(process.execPath, args, { cwd: release.root, env, stdio: ['ignore', 'ignore', 'inherit'] })
    return JSON.parse(readFileSync(result, 'utf8')) as Story
  } finally {
    release.remove()
  }
}

describe.each(CASES)('evidence of release $version on $database, after the upgrade', ({ version, database }) => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-evidence-'))
  const keyFile = join(folder, 'audit.key')
  let postgres: Awaited<ReturnType<typeof startPostgres>> | null = null
  let story: Story
  let env: Record<string, string> = {
    DATA_DIR: folder,
    PUBLIC_URL: 'https://desk.example.com',
    AUDIT_KEY_FILE: keyFile,
  }
  beforeAll(async () => {
    postgres = database === 'PGlite' ? null : await startPostgres()
    story = runStory(version, folder, postgres?.url ?? null)
    if (postgres) {
      const url = new URL(postgres.url)
      url.pathname = `/${story.database}`
      env = { ...env, DATABASE_URL: url.href }
    }
    if (story.checkpoint === null) return
    // The operator of a release with the log has its key, with the last checkpoint beside it.
    writeAuditKey(folder)
    writeFileSync(`${keyFile}.checkpoint`, story.checkpoint)
  })
  afterAll(async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Runs a command, and returns its status with its output. */
  async function runCommand(name: string, ...args: string[]): Promise<[number | string, string]> {
    const program = runProgram(name, env, { args })
    const status = await program.ended
    return [status, program.lines.join('\n')]
  }

  /** Returns the entries that say that a log began, or that the chain became part of it. */
  async function beginnings(): Promise<{ action: string; details: object }[]> {
    const client = new pg.Client({ connectionString: env['DATABASE_URL'] })
    await client.connect()
    const found = await client.query<{ action: string; details: object }>(
      "select action, details from audit_entries where action in ('audit.chain_imported', 'audit.log_begun') order by seq",
    )
    await client.end()
    return found.rows
  }

  it('one log contains every signature of the release and what it had sealed, and an exported file of it verifies', async () => {
    const { sealed, checkpoint, policy } = story
    expect(sealed).toBeGreaterThan(0)
    expect(existsSync(join(folder, 'pglite'))).toBe(database === 'PGlite')
    expect(checkpoint !== null).toBe(namesOf(version) === withLog)
    expect(await runCommand('audit-cli', 'make-key', keyFile)).toMatchObject([0, expect.any(String)])
    expect(await runCommand('migrate-cli')).toMatchObject([0, expect.any(String)])
    const file = join(folder, 'evidence.zip')
    const [exportStatus, exportOutput] = await runCommand(
      'audit-cli',
      'export-evidence',
      '--policy',
      policy,
      '--out',
      file,
    )
    expect(exportStatus, exportOutput).toBe(0)
    expect(await runCommand('audit-cli', 'verify-file', file)).toEqual([
      0,
      expect.stringMatching(/^CONSISTENT: .* 3 signatures/),
    ])
    const origin = checkpoint === null ? 'desk.example.com/audit' : checkpoint.split('\n')[0]!
    const [verifyStatus, verifyOutput] = await runCommand('audit-cli', 'verify')
    expect(verifyOutput).toContain('The evidence log is intact.')
    expect(verifyOutput).toMatch(new RegExp(`^Checked: \\d+ entries of ${origin}\\.$`, 'm'))
    expect(verifyStatus).toBe(0)
    if (database === 'PGlite') return
    expect(await beginnings()).toMatchObject([
      ...(checkpoint === null ? [{ action: 'audit.chain_imported', details: { broken: null, rows: sealed } }] : []),
      { action: 'audit.log_begun', details: { origin, because: 'first' } },
    ])
  })

  it.runIf(namesOf(version) === withLog)('the log continues the checkpoint that an auditor kept', async () => {
    const kept = join(folder, 'kept.txt')
    writeFileSync(kept, story.checkpoint!)
    const file = join(folder, 'evidence.zip')
    const [status, output] = await runCommand('audit-cli', 'verify-file', file, '--anchor', kept)
    expect(output).toMatch(/^VERIFIED: .* 3 signatures/)
    expect(output).toContain('The checkpoint that you kept is the beginning of this log.')
    expect(status).toBe(0)
    expect(await runCommand('audit-cli', 'verify', '--anchor', kept)).toEqual([
      0,
      expect.stringContaining('The evidence log is intact.'),
    ])
  })
})
