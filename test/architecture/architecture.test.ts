import { describe, expect, it } from 'vitest'
import { arrowOffences, arrows, danglingOffences, featureOffences } from './arrows.ts'
import { findCycle } from './cycles.ts'
import { moduleGraph } from './module-graph.ts'
import { manifests, readText, sourceFiles, workspace } from './repository.ts'
import { addressesIn, journalOffences, longFiles } from './texts.ts'
import { dependencyOffences, unusedExports, unusedFiles } from './unused.ts'
import { useCaseOffences } from './use-cases.ts'

/** Transactions that no person asks for: they act as the system, so there is nobody to authorise. Each with its reason. */
const systemJobs: Record<string, string> = {}

/** Dependencies that a tool loads by name. */
const loadedByName: Record<string, readonly string[]> = {
  server: ['drizzle-kit'],
  web: ['happy-dom'],
}

/** Long by nature: a list, not a program. */
const mayBeLong = ['web/src/words/zh-cn.ts']

const files = sourceFiles()
const graph = moduleGraph(files, workspace())

describe('the architecture of this repository', () => {
  it.each(arrows)('$who may not import $mayNot: $because', (arrow) => {
    expect(arrowOffences(graph, arrow)).toEqual([])
  })

  it('features do not import each other', () => {
    expect(featureOffences(graph)).toEqual([])
  })

  it('every import of a workspace package is exported there', () => {
    expect(danglingOffences(graph)).toEqual([])
  })

  it('has no import cycle, type imports included', () => {
    expect(findCycle(graph)).toBeNull()
  })

  it('has no file that nobody imports', () => {
    expect(unusedFiles(graph)).toEqual([])
  })

  it('has no export that nobody imports', () => {
    expect(unusedExports(graph)).toEqual([])
  })

  it.each(manifests())('$folder declares what it imports, and no more', (manifest) => {
    expect(dependencyOffences(graph, manifest, loadedByName[manifest.folder] ?? [])).toEqual([])
  })

  it('every use case that opens a transaction authorises and records', () => {
    expect(useCaseOffences(graph, systemJobs)).toEqual([])
  })

  it('has no long file', () => {
    expect(longFiles(files, mayBeLong)).toEqual([])
  })

  it('dates every migration after the one before', () => {
    const journal = JSON.parse(readText('server/drizzle/meta/_journal.json')) as { entries: [] }
    expect(journalOffences(journal.entries)).toEqual([])
  })

  it.each(['pnpm-lock.yaml', '.npmrc'])('%s names no address', (file) => {
    expect(addressesIn(readText(file))).toEqual([])
  })
})
