import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { EarlierRelease } from './earlier-release.ts'
import { pathInRepository } from './repository-paths.ts'

/** What speaks of the schema itself is of another schema. */
const OWN_SCHEMA = ['src/db/**', '**/plans.test.ts', '**/group-plans.test.ts', '**/move-database.test.ts']

export type TestsOfEarlier = { passed: number; failed: readonly string[] }

type Report = {
  numPassedTests: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { status: string; fullName: string }[]
  }[]
}

/**
 * The server tests of a release, as they were, on PostgreSQL databases that are migrated by what is here: the release
 * before has to do all that it did while servers are exchanged one after the other. `filters` are parts of file names;
 * none is all of them.
 */
export async function testsOnOurSchema(
  { root }: EarlierRelease,
  databaseServer: string,
  filters: readonly string[] = [],
  migrations = pathInRepository('server/drizzle'),
): Promise<TestsOfEarlier> {
  // Its test kit makes its databases from this folder.
  rmSync(join(root, 'server/drizzle'), { recursive: true })
  cpSync(migrations, join(root, 'server/drizzle'), { recursive: true })
  const file = join(root, 'results.json')
  rmSync(file, { force: true })
  const without = OWN_SCHEMA.flatMap((glob) => ['--exclude', glob])
  const args = ['run', '--project', 'server', '--reporter=json', `--outputFile=${file}`, ...without, ...filters]
  const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: root,
    env: { ...process.env, TEST_DATABASE_URL: databaseServer },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'exit')
  if (!existsSync(file)) return { passed: 0, failed: ['the tests of the release before did not run'] }
  const { numPassedTests, testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report
  const failed = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName)
    // A file that could not even be loaded has no tests.
    const all = status === 'failed' && tests.length === 0 ? [message.split('\n')[0] ?? ''] : tests
    return all.map((test) => `${name.slice(root.length + 1)}: ${test}`)
  })
  return { passed: numPassedTests, failed }
}
