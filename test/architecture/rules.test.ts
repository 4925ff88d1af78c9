import { describe, expect, it } from 'vitest'
import { importViolations, importRules, pathsIn, unresolvedImports, featureImportViolations } from './import-rules.ts'
import { findCycle } from './cycles.ts'
import { moduleGraph, type Workspace } from './module-graph.ts'
import { classesStyledInMissingParts, duplicateClassStyles, undefinedCustomProperties } from './style-rules.ts'
import {
  fullFolders,
  urlsIn,
  foreignHosts,
  injectionsOutsidePorts,
  journalViolations,
  longFiles,
  directUseridComparisons,
} from './text-rules.ts'
import { type Exceptions, useCaseViolations } from './use-cases.ts'

const noExceptions: Exceptions = { withoutAuthorisation: {}, withoutRecord: {} }

const workspace: Workspace = {
  '@desk/shared': { folder: 'shared', exports: { './*': './src/*.ts' } },
  '@desk/server': {
    folder: 'server',
    exports: { './client': './src/client.ts', './start-server': './src/start-server.ts', './db/*': './src/db/*.ts' },
  },
}
const graphOf = (files: Record<string, string>) => moduleGraph(new Map(Object.entries(files)), workspace)
const importing = (from: string, specifier: string) => graphOf({ [from]: `import { x } from '${specifier}'` })

/** One violating import for each rule, in the order of the table. */
const violatingSamples: readonly [from: string, specifier: string][] = [
  ['shared/src/a.ts', 'hono'],
  ['web/src/a.ts', '@desk/server/db/database'],
  ['web/src/a.ts', 'node:fs'],
  ['server/src/a.ts', '../../web/src/entry-server.ts'],
  ['server/src/features/a/b.ts', '../../adapters/wecom/wire.ts'],
  ['server/src/kernel/a.ts', '../features/requests/x.ts'],
  ['server/src/directory/a.ts', '../outbox/outbox-queries.ts'],
  ['server/src/domain-events/a.ts', '../outbox/outbox-queries.ts'],
  ['server/src/adapters/a.ts', '../http/validate.ts'],
  ['shared/src/requests/a.ts', '../info-change/info-change.ts'],
  ['server/src/ports/a.ts', '../kernel/deps.ts'],
  ['server/src/features/a/submit.ts', 'hono'],
  ['server/src/features/a/submit.ts', 'drizzle-orm'],
  ['server/src/composition/app.ts', '../testing/kit.ts'],
  ['server/src/features/a/load.ts', '../../composition/start-server.ts'],
  ['server/src/composition/start-jobs.ts', '../features/a/purge.ts'],
  ['web/src/ui/Tag.vue', '../features/requests/x.ts'],
  ['web/src/ui/a.ts', '../api/client.ts'],
  ['web/src/features/a/b.ts', '@wecom/jssdk'],
  ['web/src/features/a/b.ts', 'vant/es/button'],
  ['web/src/features/a/b.ts', 'pinia'],
  ['web/src/features/a/b.ts', '../../platform/injection.ts'],
  ['web/src/stores/a.ts', '../ui/DeskIcon.vue'],
  ['test/wecom-simulator/a.ts', '../../server/src/adapters/wecom/wire.ts'],
]

describe('import rules', () => {
  it.each(importRules.map((rule, index) => ({ rule, index })))('$rule.reason: a violation is reported', (row) => {
    const [from, specifier] = violatingSamples[row.index]!
    const text = from.endsWith('.vue')
      ? { [from]: `<script setup lang="ts">import { x } from '${specifier}'</script><template />` }
      : { [from]: `import { x } from '${specifier}'` }
    expect(importViolations(graphOf(text), row.rule)).toHaveLength(1)
  })

  it('pathsIn lists the folders and files that the pattern of an import rule names', () => {
    expect(pathsIn(/^web\/src\/(api|ui)\/|^web\/src\/(?!stores\/|create-app\.ts$)|\.test\.ts$/)).toEqual([
      'web/src/api',
      'web/src/ui',
      'web/src/stores/',
      'web/src/create-app.ts',
    ])
  })

  it('every import rule has a sample in this test', () => {
    expect(violatingSamples).toHaveLength(importRules.length)
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
  ])('import rules allow %s to import %s', (from, specifier) => {
    const graph = importing(from, specifier)
    expect(importRules.flatMap((rule) => importViolations(graph, rule))).toEqual([])
  })

  it.each([
    ["import type { X } from './b.ts'"],
    ["export { x } from './b.ts'"],
    ["const x = await import('./b.ts')"],
    ["type X = typeof import('./b.ts')"],
  ])('import rules recognize the import in %s', (text) => {
    const rule = { from: /a\.ts/, forbidden: /^shared\/src\/b\.ts$/, reason: '' }
    expect(importViolations(graphOf({ 'shared/src/a.ts': text }), rule)).toHaveLength(1)
  })

  it('import rules report an import of one feature by another', () => {
    const graph = importing('server/src/features/policies/a.ts', '../requests/b.ts')
    expect(featureImportViolations(graph)).toEqual([
      'server/src/features/policies/a.ts -> server/src/features/requests/b.ts',
    ])
    expect(featureImportViolations(importing('web/src/features/home/a.ts', './b.ts'))).toEqual([])
  })

  it('import rules report an import that the package does not export', () => {
    expect(unresolvedImports(importing('test/a.ts', '@desk/server/kernel/deps'))).toHaveLength(1)
  })
})

describe('cycles', () => {
  it('findCycle reports a cycle that contains a type import', () => {
    const files = { 'shared/src/a.ts': "import './b.ts'", 'shared/src/b.ts': "import type { A } from '@desk/shared/a'" }
    expect(findCycle(graphOf(files))).toEqual(['shared/src/a.ts', 'shared/src/b.ts', 'shared/src/a.ts'])
  })

  it('findCycle accepts two paths to the same module', () => {
    const files = { 'a.ts': "import './b.ts'\nimport './c.ts'", 'b.ts': "import './c.ts'", 'c.ts': '' }
    expect(findCycle(graphOf(files))).toBeNull()
  })
})

describe('use cases', () => {
  const file = 'server/src/features/requests/grab.ts'
  const writing = 'await deps.db.transaction(async (tx) => { await save(tx) })'

  it('a transaction without authorisation and without a record is reported', () => {
    expect(useCaseViolations(graphOf({ [file]: writing }), noExceptions)).toHaveLength(2)
  })

  it('a call in a comment does not count', () => {
    const graph = graphOf({ [file]: `// authorize( recordChange(\n${writing}` })
    expect(useCaseViolations(graph, noExceptions)).toHaveLength(2)
  })

  it('an exception applies to its own rule only', () => {
    const withException = { ...noExceptions, withoutAuthorisation: { [file]: 'a reason' } }
    expect(useCaseViolations(graphOf({ [file]: writing }), withException)).toHaveLength(1)
  })

  it.each(['SystemActor', 'OwnActor'])('a module that acts as %s needs a record but no authorisation', (actor) => {
    expect(useCaseViolations(graphOf({ [file]: `let a: ${actor}\n${writing}` }), noExceptions)).toHaveLength(1)
    expect(
      useCaseViolations(graphOf({ [file]: `let a: ${actor} | MemberActor\n${writing}` }), noExceptions),
    ).toHaveLength(2)
  })

  it('a planned message counts as the record of a job, but not of another use case', () => {
    const planning = writing.replace('save', 'enqueueNotice')
    const job = 'server/src/features/requests/jobs/remind.ts'
    expect(useCaseViolations(graphOf({ [job]: planning }), noExceptions)).toEqual([])
    expect(useCaseViolations(graphOf({ [file]: planning }), noExceptions)).toHaveLength(2)
  })

  it('a use case that authorises and records is accepted', () => {
    const change = graphOf({ [file]: `authorize(actor, 'x', y)\n${writing.replace('save', 'recordChange')}` })
    const setting = graphOf({ [file]: `authorizeRole(actor, 'ops')\n${writing.replace('save', 'recordAudit')}` })
    expect([...useCaseViolations(change, noExceptions), ...useCaseViolations(setting, noExceptions)]).toEqual([])
  })
})

describe('style and text rules', () => {
  it('a class that two files style is reported, but not one within another selector', () => {
    const part = (css: string) => `<template><p class="row" /></template>\n<style>\n${css}\n</style>\n`
    const own = part('/* .row { } */\n.row,\n.line {\n  gap: 1px;\n}')
    const within = part('.list .row {\n  gap: 2px;\n}')
    expect(
      duplicateClassStyles(
        new Map([
          ['A.vue', own],
          ['B.vue', within],
        ]),
      ),
    ).toEqual([])
    expect(
      duplicateClassStyles(
        new Map([
          ['A.vue', own],
          ['b.css', '.row{gap:2px}'],
        ]),
      ),
    ).toEqual(['.row: A.vue, b.css'])
  })

  it('a class that is styled in a component outside the page is reported', () => {
    const files = {
      'A.vue': '<template><p class="far"></p></template>',
      'B.vue': '<template><p class="far"></p></template><style>\n.far {\n}\n</style>',
      'OnePage.vue': "<script setup>import A from './A.vue'</script>",
      'OtherPage.vue': "<script setup>import A from './A.vue'\nimport B from './B.vue'</script>",
    }
    const violations = classesStyledInMissingParts(graphOf(files), new Map(Object.entries(files)))
    expect(violations).toEqual(['OnePage.vue: .far of A.vue is styled in B.vue'])
  })

  it('an undefined custom property without a fallback is reported', () => {
    const css = ':root { --given: 1px } .a { margin: var(--given) var(--missing) var(--set-later, 0) }'
    expect(undefinedCustomProperties(new Map([['a.css', css]]))).toEqual(['--missing'])
  })

  it('a module that injects by itself is reported', () => {
    const files = {
      'web/src/platform/injection.ts': "import { inject, type App } from 'vue'",
      'web/src/a.ts': "import { computed, inject } from 'vue'",
      'web/src/b.ts': 'app.provide(key, value)',
      'web/src/c.ts': "import { computed } from 'vue'",
    }
    expect(injectionsOutsidePorts(new Map(Object.entries(files)))).toEqual(['web/src/a.ts', 'web/src/b.ts'])
  })

  it('a file of 301 lines is reported', () => {
    expect(longFiles(new Map([['a.ts', 'x\n'.repeat(301)]]))).toHaveLength(1)
    expect(longFiles(new Map([['a.ts', 'x\n'.repeat(300)]]))).toEqual([])
  })

  it('a folder with more than 25 files besides their tests is reported', () => {
    const filesOf = (count: number, folder = 'web/src/ui') =>
      new Map(Array.from({ length: count }, (_, index) => [`${folder}/part-${String(index)}.ts`, '']))
    expect(fullFolders(filesOf(26))).toEqual(['web/src/ui has 26 files'])
    expect(fullFolders(filesOf(25).set('web/src/ui/part-0.test.ts', ''))).toEqual([])
    expect(fullFolders(filesOf(26, 'web/src/locales/en/parts'))).toHaveLength(1)
    expect(fullFolders(filesOf(40, 'web/src/locales/en'))).toEqual([])
    expect(fullFolders(filesOf(41, 'web/src/locales/en'))).toHaveLength(1)
  })

  it('two userids that are compared without sameUserid are reported', () => {
    const files = {
      'server/src/a.ts': 'one.userid.toLowerCase() === other.toLowerCase()',
      'web/src/b.ts': 'byKey.get(one.userid.toLowerCase()) !== undefined',
      'shared/src/c.ts': 'row?.ownerId.toLowerCase() !== userid.toLowerCase()',
    }
    expect(directUseridComparisons(new Map(Object.entries(files)))).toEqual([
      'server/src/a.ts: one.userid.toLowerCase() === other.toLowerCase()',
      'shared/src/c.ts: row?.ownerId.toLowerCase() !== userid.toLowerCase()',
    ])
  })

  it('a migration that is dated before the previous one is reported', () => {
    const entries = [
      { when: 2, tag: '0000' },
      { when: 1, tag: '0001' },
    ]
    expect(journalViolations(entries)).toEqual(['0001 is not dated after 0000'])
    expect(journalViolations(entries.toReversed())).toEqual([])
  })

  it('a URL is reported', () => {
    expect(urlsIn("resolution: {tarball: 'https://example.test/a.tgz'}")).toEqual(['https://example.test/a.tgz'])
  })

  it('a foreign host is reported, even without a scheme', () => {
    expect(foreignHosts('src:url(//at.alicdn.com/t/font.woff)')).toEqual(['at.alicdn.com'])
    expect(foreignHosts('xmlns="http://www.w3.org/2000/svg" // a.comment')).toEqual([])
  })
})
