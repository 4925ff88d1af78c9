import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { productEnvironment } from '../demo/product-environment.ts'
import { pathInRepository } from '../lib/repository-paths.ts'

/** Environment variable that tells the workers the folder. */
const VARIABLE = 'E2E_EMBEDDED_TEMPLATE'

/** Creates and migrates an embedded database once, which takes 6 s of processor time; every worker starts with a copy. */
export default function createTemplate(): () => void {
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-e2e-template-'))
  const unused = 'http://127.0.0.1:1'
  const env = productEnvironment({ port: 1, publicUrl: unused, simulatorUrl: unused, dataDir, isProxied: false })
  execFileSync(process.execPath, [pathInRepository('server/dist/migrate-cli.js')], { env, stdio: 'pipe' })
  process.env[VARIABLE] = dataDir
  return () => rmSync(dataDir, { recursive: true, force: true })
}

/** Copies the migrated database into `dataDir`. Throws unless `createTemplate` ran before the workers started. */
export function copyTemplate(dataDir: string): void {
  const template = process.env[VARIABLE]
  if (template === undefined) throw new Error(`${VARIABLE} is not set`)
  cpSync(join(template, 'pglite'), join(dataDir, 'pglite'), { recursive: true })
}
