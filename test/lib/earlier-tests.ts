import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { EarlierRelease } from './earlier-release.ts'
import { pathInRepository } from './repository-paths.ts'

/** Tests about the schema itself, which differs in the earlier release. */
const SCHEMA_TESTS = ['src/db/**', '**/*plans.test.ts', '**/move-database.test.ts', '**/copy-database.test.ts']

export type EarlierTestResult = { passed: number; failed: readonly string[] }

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
 * Runs the server tests of an earlier release on PostgreSQL databases with these migrations, by default the current ones: during
 * a rolling upgrade the earlier release must work on the new schema. `filters` are parts of file names; without any, all run.
 */
export async function runEarlierTests(
  { root }: EarlierRelease,
  databaseServer: string,
  filters: readonly string[] = [],
  migrations = pathInRepository('server/drizzle'),
): Promise<EarlierTestResult> {
  // The test kit of the release creates its databases from this folder.
  rmSync(join(root, 'server/drizzle'), { recursive: true })
  cpSync(migrations, join(root, 'server/drizzle'), { recursive: true })
  const file = join(root, 'results.json')
  rmSync(file, { force: true })
  const excludes = SCHEMA_TESTS.flatMap((glob) => ['--exclude', glob])
  const args = ['run', '--project', 'server', '--reporter=json', `--outputFile=${file}`, ...excludes, ...filters]
  const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: root,
    env: { ...process.env, TEST_DATABASE_URL: databaseServer },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'exit')
  if (!existsSync(file)) return { passed: 0, failed: ['the tests of the earlier release did not run'] }
  const { numPassedTests, testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report
  const failed = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName)
    // A file that could not be loaded has no tests, only a message.
    const failures = status === 'failed' && tests.length === 0 ? [message.split('\n')[0] ?? ''] : tests
    return failures.map((test) => `${name.slice(root.length + 1)}: ${test}`)
  })
  // A file may have another name in that release: its filter would select nothing, and nobody would notice.
  const unmatched = filters.filter((filter) => !testResults.some(({ name }) => name.includes(filter)))
  if (unmatched.length > 0) throw new Error(`No test file of the earlier release matches ${unmatched.join(', ')}`)
  return { passed: numPassedTests, failed }
}
