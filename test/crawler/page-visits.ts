import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { FIRST_DAY } from './account-samples.ts'
import { openMailbox, showReceipt } from './incident-samples.ts'
import { pathInRepository } from '../lib/repository-paths.ts'

/** `prepare` brings a page that was just opened into a state that has no separate URL. */
export type Visit = { name: string; path: string; userid: string; prepare?: (page: Page) => Promise<void> }
type CanSee = (userid: string, path: string) => Promise<boolean>

/** Members who may see different pages: an employee, a department admin, ops, an auditor, hr, somebody on their first day. */
const people = ['guoji', 'limin', 'chenhaiyan', 'qinyue', 'xiaolan', FIRST_DAY] as const

/** Returns the parameters of pages, by their name in `pagePaths`. A page with a parameter and without a line here is a fault. */
const parametersOf = (samples: Record<string, string>): Record<string, readonly string[]> => ({
  request: [samples['done'] ?? '', samples['withdrawn'] ?? '', samples['open'] ?? '', samples['returned'] ?? ''],
  closing: [samples['closing'] ?? ''],
  closingRecord: [samples['closingDisabled'] ?? ''],
  group: [samples['group'] ?? '', samples['groupDeclared'] ?? ''],
  feedbackProblem: [samples['feedback'] ?? ''],
  groupResubmission: [samples['groupReturned'] ?? ''],
  resubmission: [samples['returned'] ?? ''],
  requestSheet: [samples['done'] ?? ''],
  joinerBatch: [samples['joinerBatch'] ?? ''],
  joiner: [samples['joiner'] ?? '', samples['manualJoiner'] ?? ''],
  lostCase: [samples['lostLocked'] ?? '', samples['lostReview'] ?? ''],
  confirmation: [samples['campaign'] ?? ''],
  confirmationBoard: [samples['campaign'] ?? ''],
  policy: [samples['policy'] ?? ''],
  incident: [samples['incident'] ?? ''],
  incidentCase: [samples['incident'] ?? ''],
  receipt: [samples['receipt'] ?? ''],
  policySigned: [samples['receipt'] ?? ''],
  policyText: [samples['policy'] ?? ''],
  policyBoard: [samples['policy'] ?? ''],
  signingRecord: ['zhaolixia'],
  person: ['guoji'],
  partner: ['duanzhiyuan'],
  policyPeople: [samples['policy'] ?? ''],
  policyEdit: [samples['policy'] ?? ''],
})

/** Lists further visits, by members to whom a page looks different. */
const additionalVisits = (samples: Record<string, string>): Visit[] => [
  { name: 'home, something waits', path: pagePaths.home, userid: 'limin' },
  { name: 'home, ops', path: pagePaths.home, userid: 'chenhaiyan' },
  { name: 'approvals, something waits', path: pagePaths.approvals, userid: 'limin' },
  { name: 'request, to be decided', path: pagePaths.request(samples['open'] ?? ''), userid: 'limin' },
  { name: 'approvals, handled', path: `${pagePaths.approvals}?list=handled`, userid: 'limin' },
  { name: 'delegations, of a department admin', path: pagePaths.delegations, userid: 'limin' },
  { name: 'requests, none', path: pagePaths.requests, userid: 'qinyue' },
  { name: 'lost case, to be decided', path: pagePaths.lostCase(samples['lostReview'] ?? ''), userid: 'limin' },
  { name: 'lost case, contested', path: pagePaths.lostCase(samples['lostReview'] ?? ''), userid: 'maxiaoyu' },
  { name: 'lost case, open again', path: pagePaths.lostCase(samples['lostReopened'] ?? ''), userid: 'chenhaiyan' },
  { name: 'lost board, ops', path: pagePaths.lostBoard, userid: 'chenhaiyan' },
  { name: 'request for a group, to be decided', path: pagePaths.request(samples['groupOpen'] ?? ''), userid: 'limin' },
  { name: 'group, of a member', path: pagePaths.group(samples['group'] ?? ''), userid: 'sunhao' },
  { name: 'group, of the management department', path: pagePaths.group(samples['group'] ?? ''), userid: 'chenhaiyan' },
  { name: 'group, declared, of its owner', path: pagePaths.group(samples['groupDeclared'] ?? ''), userid: 'gaofeng' },
  { name: 'group, declined, of its owner', path: pagePaths.group(samples['groupDeclined'] ?? ''), userid: 'gaofeng' },
  { name: 'groups, of a department admin', path: pagePaths.groups, userid: 'limin' },
  { name: 'incident cases, of a department admin', path: pagePaths.incidentCases, userid: 'limin' },
  {
    name: 'incident cases, one open',
    path: `${pagePaths.incidentCases}?open=${samples['incident'] ?? ''}`,
    userid: 'limin',
  },
  {
    name: 'incident case, without a name',
    path: pagePaths.incidentCase(samples['unnamed'] ?? ''),
    userid: 'linshuqing',
  },
  // The member has only these two visits, so the stored receipt changes no other page.
  {
    name: 'incident report, a receipt to note',
    path: pagePaths.incidentReport,
    userid: 'wangfang',
    prepare: showReceipt,
  },
  {
    name: 'incident mailbox, opened',
    path: pagePaths.incidentMailbox,
    userid: 'wangfang',
    prepare: openMailbox,
  },
  {
    name: 'feedback, to be answered',
    path: pagePaths.feedbackProblem(samples['feedback'] ?? ''),
    userid: 'chenhaiyan',
  },
  { name: 'feedback, answered', path: pagePaths.feedbackProblem(samples['feedbackAnswered'] ?? ''), userid: 'guoji' },
  { name: 'feedback, of a handler', path: pagePaths.feedback, userid: 'limin' },
  { name: 'feedback board, of the management department', path: pagePaths.feedbackBoard, userid: 'chenhaiyan' },
  {
    name: 'feedback board, one open',
    path: `${pagePaths.feedbackBoard}?open=${samples['feedback'] ?? ''}`,
    userid: 'chenhaiyan',
  },
  {
    name: 'confirmation board, of hr',
    path: pagePaths.confirmationBoard(samples['campaign'] ?? ''),
    userid: 'xiaolan',
  },
  { name: 'duties, of a department admin', path: pagePaths.duties, userid: 'limin' },
  { name: 'closings, of hr', path: pagePaths.closings, userid: 'xiaolan' },
  { name: 'closing, of the leaver', path: pagePaths.closing(samples['closing'] ?? ''), userid: 'gaofeng' },
  {
    name: 'closing, to be confirmed',
    path: pagePaths.closing(samples['closingToConfirm'] ?? ''),
    userid: 'tangzhenhua',
  },
  { name: 'closing, disabled, of hr', path: pagePaths.closing(samples['closingDisabled'] ?? ''), userid: 'xiaolan' },
  {
    name: 'evidence room, answered',
    path: `${pagePaths.evidenceRoom}?q=${samples['receipt'] ?? ''}`,
    userid: 'qinyue',
  },
  { name: 'not-found', path: '/no/such/page', userid: 'guoji' },
]

/** Lists a visit of every page in `pagePaths` by the first of `people` who may see it, and the additional visits. */
export async function visitsOf(
  samples: Record<string, string>,
  canSee: CanSee,
): Promise<{ visits: Visit[]; faults: string[] }> {
  const faults: string[] = []
  const targets = Object.entries(pagePaths).flatMap(([name, path]) => {
    if (typeof path === 'string') return [{ name, path }]
    const parameters = parametersOf(samples)[name]
    if (!parameters) faults.push(`test/crawler/page-visits.ts has no sample for the page "${name}"`)
    const pathOf = path as (parameter: string) => string
    return (parameters ?? []).map((parameter) => ({ name, path: pathOf(parameter) }))
  })
  const visits: Visit[] = []
  for (const { name, path } of targets) {
    let userid: string | undefined
    for (const person of people) {
      userid ??= (await canSee(person, path)) ? person : undefined
    }
    if (userid === undefined) faults.push(`no member can see "${name}" at ${path}`)
    else visits.push({ name, path, userid })
  }
  return { visits: [...visits, ...additionalVisits(samples)], faults }
}

/** Returns the source of each page by its script file. The crawl must load all of them. */
export function builtPages(): ReadonlyMap<string, string> {
  const text = readFileSync(pathInRepository('web/dist/client/.vite/manifest.json'), 'utf8')
  const manifest = JSON.parse(text) as Record<string, { file: string }>
  const pages = Object.entries(manifest).filter(([source]) => /\/pages\/\w+Page\.vue$/.test(source))
  return new Map(pages.map(([source, { file }]) => [`/${file}`, source]))
}
