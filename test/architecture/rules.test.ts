import { describe, expect, it } from 'vitest'
import { arrowOffences, arrows, danglingOffences, featureOffences } from './import-rules.ts'
import { findCycle } from './cycles.ts'
import { moduleGraph, type Workspace } from './module-graph.ts'
import { styledElsewhere, styledTwice, valuesNobodyGives } from './style-rules.ts'
import { addressesIn, foreignHosts, journalOffences, longFiles } from './text-rules.ts'
import { type Excuses, useCaseOffences } from './use-cases.ts'

const noExcuse: Excuses = { withoutAuthorisation: {}, withoutRecord: {} }

const workspace: Workspace = {
  '@desk/shared': { folder: 'shared', exports: { './*': './src/*.ts' } },
  '@desk/server': {
    folder: 'server',
    exports: { './client': './src/client.ts', './start-server': './src/start-server.ts', './db/*': './src/db/*.ts' },
  },
}
const graphOf = (files: Record<string, string>) => moduleGraph(new Map(Object.entries(files)), workspace)
const importing = (from: string, specifier: string) => graphOf({ [from]: `import { x } from '${specifier}'` })

/** One planted offence for each arrow, in the order of the table. */
const planted: readonly [from: string, specifier: string][] = [
  ['shared/src/a.ts', 'hono'],
  ['web/src/a.ts', '@desk/server/db/database'],
  ['web/src/a.ts', 'node:fs'],
  ['server/src/a.ts', '../../web/src/entry-server.ts'],
  ['server/src/features/a/b.ts', '../../adapters/wecom/wire.ts'],
  ['server/src/kernel/a.ts', '../features/requests/x.ts'],
  ['server/src/directory/a.ts', '../outbox/outbox-queries.ts'],
  ['server/src/domain-events/a.ts', '../outbox/outbox-queries.ts'],
  ['server/src/adapters/a.ts', '../http/validate.ts'],
  ['server/src/ports/a.ts', '../kernel/deps.ts'],
  ['server/src/features/a/submit.ts', 'hono'],
  ['server/src/features/a/submit.ts', 'drizzle-orm'],
  ['server/src/composition/app.ts', '../testing/kit.ts'],
  ['server/src/features/a/load.ts', '../../composition/start-server.ts'],
  ['web/src/ui/Tag.vue', '../features/requests/x.ts'],
  ['web/src/ui/a.ts', '../api/client.ts'],
  ['web/src/features/a/b.ts', '@wecom/jssdk'],
  ['web/src/features/a/b.ts', 'vant/es/button'],
  ['web/src/features/a/b.ts', 'pinia'],
  ['web/src/stores/a.ts', '../ui/DeskIcon.vue'],
  ['test/wecom-simulator/a.ts', '../../server/src/adapters/wecom/wire.ts'],
]

describe('arrows', () => {
  it.each(arrows.map((arrow, index) => ({ arrow, index })))('$arrow.because: a planted offence is seen', (row) => {
    const [from, specifier] = planted[row.index]!
    const text = from.endsWith('.vue')
      ? { [from]: `<script setup lang="ts">import { x } from '${specifier}'</script><template />` }
      : { [from]: `import { x } from '${specifier}'` }
    expect(arrowOffences(graphOf(text), row.arrow)).toHaveLength(1)
  })

  it('has a planted offence for every arrow', () => {
    expect(planted).toHaveLength(arrows.length)
  })

  it.each([
    ['shared/src/a.ts', '@desk/shared/errors'],
    ['shared/src/a.ts', 'zod/mini'],
    ['web/src/a.ts', '@desk/server/client'],
    ['server/src/features/a/list-queries.ts', 'drizzle-orm'],
    ['server/src/features/a/routes.ts', 'hono'],
    ['server/src/features/a/b.test.ts', '../../testing/kit.ts'],
    ['web/src/wecom/bridge.ts', '@wecom/jssdk'],
    ['web/src/ui/a.ts', 'vant/es/button'],
    ['web/src/stores/a.ts', 'pinia'],
    ['web/src/create-app.ts', 'pinia'],
    ['web/src/entry-server.ts', 'node:fs'],
  ])('%s may import %s', (from, specifier) => {
    const graph = importing(from, specifier)
    expect(arrows.flatMap((arrow) => arrowOffences(graph, arrow))).toEqual([])
  })

  it.each([
    ["import type { X } from './b.ts'"],
    ["export { x } from './b.ts'"],
    ["const x = await import('./b.ts')"],
    ["type X = typeof import('./b.ts')"],
  ])('sees the import in %s', (text) => {
    const arrow = { who: /a\.ts/, mayNot: /^shared\/src\/b\.ts$/, because: '' }
    expect(arrowOffences(graphOf({ 'shared/src/a.ts': text }), arrow)).toHaveLength(1)
  })

  it('sees one feature import another', () => {
    const graph = importing('server/src/features/policies/a.ts', '../requests/b.ts')
    expect(featureOffences(graph)).toEqual(['server/src/features/policies/a.ts -> server/src/features/requests/b.ts'])
    expect(featureOffences(importing('web/src/features/home/a.ts', './b.ts'))).toEqual([])
  })

  it('sees an import that the package does not export', () => {
    expect(danglingOffences(importing('test/a.ts', '@desk/server/kernel/deps'))).toHaveLength(1)
  })
})

describe('cycles', () => {
  it('sees a cycle that only types close', () => {
    const files = { 'shared/src/a.ts': "import './b.ts'", 'shared/src/b.ts': "import type { A } from '@desk/shared/a'" }
    expect(findCycle(graphOf(files))).toEqual(['shared/src/a.ts', 'shared/src/b.ts', 'shared/src/a.ts'])
  })

  it('lets two paths meet', () => {
    const files = { 'a.ts': "import './b.ts'\nimport './c.ts'", 'b.ts': "import './c.ts'", 'c.ts': '' }
    expect(findCycle(graphOf(files))).toBeNull()
  })
})

describe('use cases', () => {
  const file = 'server/src/features/requests/grab.ts'
  const writing = 'await deps.db.transaction(async (tx) => { await save(tx) })'

  it('reports a transaction without authorisation and without a record', () => {
    expect(useCaseOffences(graphOf({ [file]: writing }), noExcuse)).toHaveLength(2)
  })

  it('does not take a word in a comment for a call', () => {
    const graph = graphOf({ [file]: `// authorize( recordChange(\n${writing}` })
    expect(useCaseOffences(graph, noExcuse)).toHaveLength(2)
  })

  it('an excuse applies to its own rule only', () => {
    const excused = { ...noExcuse, withoutAuthorisation: { [file]: 'a reason' } }
    expect(useCaseOffences(graphOf({ [file]: writing }), excused)).toHaveLength(1)
  })

  it.each(['SystemActor', 'OwnActor'])('a module that acts as %s needs a record but no authorisation', (actor) => {
    expect(useCaseOffences(graphOf({ [file]: `let a: ${actor}\n${writing}` }), noExcuse)).toHaveLength(1)
    expect(useCaseOffences(graphOf({ [file]: `let a: ${actor} | MemberActor\n${writing}` }), noExcuse)).toHaveLength(2)
  })

  it('a planned message is the record of a job, not of another use case', () => {
    const planning = writing.replace('save', 'enqueueNotice')
    const job = 'server/src/features/requests/jobs/remind.ts'
    expect(useCaseOffences(graphOf({ [job]: planning }), noExcuse)).toEqual([])
    expect(useCaseOffences(graphOf({ [file]: planning }), noExcuse)).toHaveLength(2)
  })

  it('accepts a use case that authorises and records', () => {
    const change = graphOf({ [file]: `authorize(actor, 'x', y)\n${writing.replace('save', 'recordChange')}` })
    const setting = graphOf({ [file]: `authorizeRole(actor, 'ops')\n${writing.replace('save', 'recordAudit')}` })
    expect([...useCaseOffences(change, noExcuse), ...useCaseOffences(setting, noExcuse)]).toEqual([])
  })
})

describe('texts', () => {
  it('finds a class that two parts style, and not one that only stands inside another', () => {
    const part = (css: string) => `<template><p class="row" /></template>\n<style>\n${css}\n</style>\n`
    const own = part('/* .row { } */\n.row,\n.line {\n  gap: 1px;\n}')
    const within = part('.list .row {\n  gap: 2px;\n}')
    expect(
      styledTwice(
        new Map([
          ['A.vue', own],
          ['B.vue', within],
        ]),
      ),
    ).toEqual([])
    expect(
      styledTwice(
        new Map([
          ['A.vue', own],
          ['b.css', '.row{gap:2px}'],
        ]),
      ),
    ).toEqual(['.row: A.vue, b.css'])
  })

  it('sees a class whose looks stand in a part that the page has not', () => {
    const files = {
      'A.vue': '<template><p class="far"></p></template>',
      'B.vue': '<template><p class="far"></p></template><style>\n.far {\n}\n</style>',
      'OnePage.vue': "<script setup>import A from './A.vue'</script>",
      'OtherPage.vue': "<script setup>import A from './A.vue'\nimport B from './B.vue'</script>",
    }
    const offences = () => styledElsewhere(graphOf(files), new Map(Object.entries(files)))
    expect(offences()).toEqual(['OnePage.vue: .far of A.vue is styled in B.vue'])
  })

  it('sees a value that nothing gives, unless the rule has one of its own', () => {
    const css = ':root { --given: 1px } .a { margin: var(--given) var(--missing) var(--set-later, 0) }'
    expect(valuesNobodyGives(new Map([['a.css', css]]))).toEqual(['--missing'])
  })

  it('sees a file of 301 lines', () => {
    expect(longFiles(new Map([['a.ts', 'x\n'.repeat(301)]]))).toHaveLength(1)
    expect(longFiles(new Map([['a.ts', 'x\n'.repeat(300)]]))).toEqual([])
  })

  it('sees a migration that is dated before the one above', () => {
    const entries = [
      { when: 2, tag: '0000' },
      { when: 1, tag: '0001' },
    ]
    expect(journalOffences(entries)).toEqual(['0001 is not dated after 0000'])
    expect(journalOffences(entries.toReversed())).toEqual([])
  })

  it('sees an address', () => {
    expect(addressesIn("resolution: {tarball: 'https://example.test/a.tgz'}")).toEqual(['https://example.test/a.tgz'])
  })

  it('sees a foreign host, also without a scheme', () => {
    expect(foreignHosts('src:url(//at.alicdn.com/t/font.woff)')).toEqual(['at.alicdn.com'])
    expect(foreignHosts('xmlns="http://www.w3.org/2000/svg" // a.comment')).toEqual([])
  })
})
