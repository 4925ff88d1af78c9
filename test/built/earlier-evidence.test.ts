import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkOutEarlierRelease } from '../lib/earlier-release.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { runProgram } from '../lib/run-program.ts'

/** Releases with the chain of hashes that the evidence log replaced. */
const VERSIONS = ['0.9.0', '0.10.0']

/** What the release runs: a policy that two people sign before their entries are sealed, and one after. */
const STORY = `import { writeFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { createSealer } from './features/audit/seal-audit.ts'
import { clause, draftOf, policyCompany, published, readAndSign } from './testing/policy-stories.ts'
import { test } from './testing/kit.ts'

test('the release writes signatures and seals them', async ({ kit }) => {
  const company = await policyCompany(kit)
  const id = await published(kit, company, draftOf([clause('1'), clause('2')]))
  const sign = async (userid) =>
    readAndSign(kit, await kit.given.member({ userid, name: '张三', department: company.north }), id)
  await kit.given.member({ userid: 'wangwu', department: company.north })
  await sign('zhangsan')
  await sign('lisi')
  const sealed = await createSealer(kit.deps)()
  await sign('zhaoliu')
  const { rows } = await kit.deps.db.execute(sql.raw('select current_database() as name'))
  writeFileSync(process.env.STORY_RESULT, JSON.stringify({ database: rows[0].name, policy: id, sealed }))
})
`

type Story = { database: string; policy: string; sealed: number }

/** Lets a release write its story into a database of its own, and returns what it says of it. */
function runStory(version: string, databaseServer: string, result: string): Story {
  const release = checkOutEarlierRelease(version)
  try {
    writeFileSync(join(release.root, 'server/src/story.test.ts'), STORY)
    const args = [
      join(release.root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      'server',
      'src/story.test.ts',
    ]
    const env = { ...process.env, TEST_DATABASE_URL: databaseServer, STORY_RESULT: result }
    execFileSync(process.execPath, args, { cwd: release.root, env, stdio: ['ignore', 'ignore', 'inherit'] })
    return JSON.parse(readFileSync(result, 'utf8')) as Story
  } finally {
    release.remove()
  }
}

describe.each(VERSIONS)('evidence of release %s, after the upgrade', (version) => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-evidence-'))
  let postgres: Awaited<ReturnType<typeof startPostgres>>
  let story: Story
  let env: Record<string, string>
  beforeAll(async () => {
    postgres = await startPostgres()
    story = runStory(version, postgres.url, join(folder, 'story.json'))
    const url = new URL(postgres.url)
    url.pathname = `/${story.database}`
    env = {
      DATABASE_URL: url.href,
      DATA_DIR: folder,
      PUBLIC_URL: 'https://desk.example.com',
      AUDIT_KEY_FILE: join(folder, 'audit.key'),
    }
  })
  afterAll(async () => {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Runs a command, and returns its status with its output. */
  async function command(name: string, ...args: string[]): Promise<[number | string, string]> {
    const program = runProgram(name, env, { args })
    const status = await program.ended
    return [status, program.lines.join('\n')]
  }

  it('every signature of the release is in the log, with the hash of its chain, and verifies as a file', async () => {
    expect(story.sealed).toBeGreaterThan(0)
    expect(await command('audit-cli', 'make-key', join(folder, 'audit.key'))).toMatchObject([0, expect.any(String)])
    expect(await command('migrate-cli')).toMatchObject([0, expect.any(String)])
    const file = join(folder, 'evidence.zip')
    const [exported, said] = await command('audit-cli', 'export-evidence', '--policy', story.policy, '--out', file)
    expect(exported, said).toBe(0)
    expect(await command('audit-cli', 'verify-file', file)).toEqual([
      0,
      expect.stringMatching(/^CONSISTENT: .* 3 signatures/),
    ])
    expect(await command('audit-cli', 'verify')).toEqual([0, expect.stringContaining('The evidence log is intact.')])
    const client = new pg.Client({ connectionString: env['DATABASE_URL'] })
    await client.connect()
    const imported = await client.query("select details from audit_entries where action = 'audit.chain_imported'")
    await client.end()
    expect(imported.rows).toMatchObject([{ details: { broken: null, rows: story.sealed } }])
  })
})
