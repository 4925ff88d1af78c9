import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkOutCommit, checkOutEarlierRelease, type EarlierRelease } from '../lib/earlier-release.ts'
import { compareDocuments, type OpenApiDocument } from './compare-openapi.ts'

/** A test that is added to a checkout, where it writes the OpenAPI document of that source. */
const TEST = `import { writeFileSync } from 'node:fs'
import { createTestApp } from './testing/http.ts'
import { test } from './testing/kit.ts'

test('the document is written', async ({ kit }) => {
  writeFileSync(process.env.DOCUMENT_FILE, await (await createTestApp(kit.deps).request('/api/openapi.json')).text())
})
`

/** Returns the OpenAPI document that the server of a checkout serves, and removes the checkout. */
function documentOf(checkout: EarlierRelease): OpenApiDocument {
  const file = join(checkout.root, 'openapi.json')
  try {
    writeFileSync(join(checkout.root, 'server/src/openapi-document.test.ts'), TEST)
    const vitest = join(checkout.root, 'node_modules/vitest/vitest.mjs')
    execFileSync(process.execPath, [vitest, 'run', '--project', 'server', 'src/openapi-document.test.ts'], {
      cwd: checkout.root,
      env: { ...process.env, DOCUMENT_FILE: file },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    return JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument
  } finally {
    checkout.remove()
  }
}

// Prints how the API of the committed tree differs from that of a release, by default the last one.
const [version] = process.argv.slice(2)
const before = checkOutEarlierRelease(version)
const { added, removed, changed, same } = compareDocuments(documentOf(before), documentOf(checkOutCommit('HEAD')))
for (const operation of removed) console.log(`gone: ${operation}`)
for (const operation of added) console.log(`new: ${operation}`)
for (const { operation, lines } of changed) console.log([`changed: ${operation}`, ...lines].join('\n  '))
console.log(
  `Compared with ${before.commit.slice(0, 10)}: ${String(same)} operations are the same, ${String(changed.length)} changed, ` +
    `${String(added.length)} are new, ${String(removed.length)} are gone.`,
)
