import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const inRepository = (path: string) => new URL(`../../../../${path}`, import.meta.url).pathname

/** Actions in the source: `action: 'roles.end'`, and the last argument but one of a function that audits. */
const written = /\baction: '([a-z_]+\.[a-z_]+)'|\baudit\([^()]*'([a-z_]+\.[a-z_]+)'/g

const sources = readdirSync(inRepository('server/src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('testing'))
  .map((file) => readFileSync(join(inRepository('server/src'), file), 'utf8'))

it.each(['zh-CN', 'en'])('every action that is audited has a label in %s', (language) => {
  const labels = readFileSync(inRepository(`web/src/locales/${language}/parts/audit-actions.ts`), 'utf8')
  const audited = new Set(
    sources.flatMap((source) =>
      source.includes('recordAudit')
        ? [...source.matchAll(written)].map(([, first, second]) => first ?? second ?? '')
        : [],
    ),
  )
  expect(audited.size).toBeGreaterThan(60)
  expect([...audited].filter((action) => !labels.includes(`  '${action}': `))).toEqual([])
})
