import { describe, expect, it } from 'vitest'
import { arrowOffences, arrows, danglingOffences, featureOffences } from './import-rules.ts'
import { findCycle, folderGraph } from './cycles.ts'
import { moduleGraph } from './module-graph.ts'
import { readText, sourceFiles, workspace } from './repository.ts'
import { styledElsewhere, styledTwice, valuesNobodyGives } from './style-rules.ts'
import { addressesIn, bareNames, journalOffences, longFiles } from './text-rules.ts'
import { type Excuses, takesEverything, useCaseOffences } from './use-cases.ts'

/** Use cases that need not authorise or record. Each with its reason. */
const excuses: Excuses = {
  withoutAuthorisation: {
    'server/src/features/delegations/create-delegation.ts': 'checks that the caller has decisions to delegate',
    'server/src/features/delegations/revoke-delegation.ts': 'checks that the caller is a party to it',
    'server/src/features/lost-device/report/replay-report-answer.ts': 'checks the ended session and its key',
    'server/src/features/lost-device/report/report-lost.ts': 'every member may report',
    'server/src/features/lost-device/report/second-factor.ts': 'WeCom’s code identifies the member',
    'server/src/features/groups/registry/declare-group.ts': 'every member may declare a group as its owner',
    'server/src/features/callbacks/store-event.ts': 'WeCom’s signature is verified before',
    'server/src/features/policies/signing/write-signatures.ts': 'members sign for themselves',
    'server/src/features/policies/roster/refresh-counters.ts':
      'recounts recorded rows; each board authorises its viewer',
    'server/src/features/session/open-session.ts': 'WeCom’s code identifies the member',
    'server/src/features/roles/claim-ops-lead.ts': 'no member holds a role yet; the code on the console authorises',
  },
  withoutRecord: {
    'server/src/features/policies/roster/refresh-counters.ts': 'recounts recorded rows',
    'server/src/features/callbacks/store-event.ts': 'the stored callback is the record',
  },
}

/** The engine of requests, and the one way to a person: what most features stand on (ADR 3). */
const engine = ['requests', 'notifications']

/** Features that exist to stand on another one: request types on the engine, pages on what they show (ADR 3). */
const mayStandOn = {
  // Its pages show what each request type adds.
  requests: ['notifications', 'info-change', 'groups', 'comments', 'delegations', 'pending-tasks'],
  'info-change': engine,
  groups: [...engine, 'directory'],
  'lost-device': engine,
  // After a signature it shows what is next.
  policies: [...engine, 'audit', 'pending-tasks'],
  comments: [...engine, 'info-change'],
  callbacks: ['notifications'],
  'message-templates': ['notifications'],
  // And the card of the page 我的.
  home: ['pending-tasks', 'requests', 'policies', 'lost-device', 'groups', 'roles', 'api-keys', 'info-change'],
  workbench: ['policies'],
  'api-keys': ['policies', 'notifications'],
  // Whoever is shut out reads whom to call.
  session: ['lost-device'],
  settings: ['roles', 'self-check', 'api-keys'],
  downloads: ['audit', 'privacy', 'comments', 'policies'],
  delegations: engine,
  // Every page carries who reads it.
  'page-rendering': ['home'],
}

/** Long by nature: a list, not a program. */
const mayBeLong = ['web/src/locales/zh-CN/core.ts']

const files = sourceFiles()
const graph = moduleGraph(files, workspace())

describe('the architecture of this repository', () => {
  it.each(arrows)('$who may not import $mayNot: $because', (arrow) => {
    expect(arrowOffences(graph, arrow)).toEqual([])
  })

  it('features do not import each other', () => {
    expect(featureOffences(graph, mayStandOn)).toEqual([])
  })

  it('every import of a workspace package is exported there', () => {
    expect(danglingOffences(graph)).toEqual([])
  })

  it('has no import cycle, type imports included', () => {
    expect(findCycle(graph)).toBeNull()
  })

  it('the folders of shared have no import cycle', () => {
    expect(findCycle(folderGraph(graph, 'shared/src/'))).toBeNull()
  })

  const inApp = new Map([...files].filter(([file]) => file.startsWith('web/')))

  it('styles each class in one place', () => {
    expect(styledTwice(inApp)).toEqual([])
  })

  it('no page borrows its looks from another', () => {
    expect(styledElsewhere(graph, inApp)).toEqual([])
  })

  it('every value that a style takes is given', () => {
    expect(valuesNobodyGives(inApp)).toEqual([])
  })

  it('every use case that opens a transaction authorises and records', () => {
    expect(useCaseOffences(graph, excuses)).toEqual([])
  })

  it('each use case takes the dependencies that it uses, and not all of them', () => {
    expect(takesEverything(graph)).toEqual([])
  })

  it('sets every name apart from the sentence around it', () => {
    expect(bareNames(files)).toEqual([])
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
