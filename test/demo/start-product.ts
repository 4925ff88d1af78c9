import { readConfig } from '@desk/server/config/env'
import { noPersonLimits } from '@desk/server/ports/person-limits'
import type * as composition from '@desk/server/start-server'
import { pathToFileURL } from 'node:url'
import { pathInRepository } from '../lib/repository-paths.ts'
import { errorLog } from './error-log.ts'
import { productEnvironment, type ProductAddresses } from './product-environment.ts'

type Composition = typeof composition
export type Product = Awaited<ReturnType<Composition['startServer']>>
export type ProductOverrides = NonNullable<Parameters<Composition['startServer']>[0]['overrides']>

/** Starts the built server in this process, as `main.ts` does. */
export async function startProduct(
  addresses: ProductAddresses,
  overrides: ProductOverrides = {},
  otherEnv: Readonly<Record<string, string>> = {},
): Promise<Product> {
  // Loaded by path instead of being bundled, so that it is the file of production.
  const built = pathToFileURL(pathInRepository('server/dist/start-server.js')).href
  const { startServer } = (await import(built)) as Composition
  return startServer({
    config: readConfig({ ...productEnvironment(addresses), ...otherEnv }),
    migrationsFolder: pathInRepository('server/drizzle'),
    webDir: pathInRepository('web/dist'),
    // Tests perform in minutes what a member does in weeks.
    overrides: { log: errorLog, limits: noPersonLimits, ...overrides },
  })
}
