import fc from 'fast-check'
import { isFinal } from '@desk/shared/requests/model/request-flow'
import { sameUserid } from '@desk/shared/kernel/ids'
import { expect } from 'vitest'
import { createKit, test } from '../../testing/kit.ts'
import { testDatabase } from '../../testing/database/test-database.ts'
import { timesOf } from '../../testing/sample-of-cases.ts'
import { randomStep, type RandomStep } from '../../testing/random-steps/steps.ts'
import { type RandomCompany, createRandomCompany } from '../../testing/random-steps/company.ts'

/** Number of random walks; a busy machine takes fewer. */
const RUNS = timesOf(12)
/** Time after which no further walk begins. */
const TIME_LIMIT_MS = 40_000
const STEPS = 60
/** Rounds of 4 hours within which every request must end once all people act. */
const DRAIN_ROUNDS = 30

/** Lists the differences from the model after a sync and all due jobs. */
async function listDifferences(company: RandomCompany): Promise<string[]> {
  const model = await company.model()
  const differences = company.executedForGone.map(
    (userid) => `something was written for ${userid}, who is gone or disabled`,
  )
  for (const request of await company.allRequests()) {
    const { id, state, applicantId } = request
    if (model.hasLeft(applicantId) && ['open', 'returned', 'decided'].includes(state))
      differences.push(`${id} is ${state} though ${applicantId} has left`)
    if (state !== 'open') continue
    const candidates = await company.candidatesOf(id)
    const openApprovers = candidates.filter(({ closedAt }) => closedAt === null).map(({ userid }) => userid)
    // The approver who returned the request stays as long as they may decide; otherwise it goes to the first approvers.
    const isKept = candidates.some(
      ({ userid, because, closedAt }) =>
        because === 'returned_before' && closedAt === null && model.mayDecide(userid, request, candidates),
    )
    const first = isKept ? [] : model.firstApprovers(request)
    const missing = first.filter((userid) => !openApprovers.some((other) => sameUserid(other, userid)))
    if (missing.length > 0)
      differences.push(`${id} waits for ${openApprovers.join() || 'nobody'}, not for ${missing.join()}`)
    const powerless = openApprovers.filter((userid) => !model.mayDecide(userid, request, candidates))
    if (powerless.length > 0) differences.push(`${id} waits for ${powerless.join()}, who may not decide it`)
  }
  return differences
}

async function takeStep(company: RandomCompany, step: RandomStep, differences: string[]): Promise<unknown> {
  company.countStep()
  switch (step.do) {
    case 'settle':
      await company.settle()
      differences.push(...(await listDifferences(company)))
      return
    case 'wait':
      return company.wait(step.hours)
    case 'submit':
      return company.submit(step)
    case 'decide':
    case 'sendBack':
    case 'resubmit':
    case 'withdraw':
    case 'undo':
      return company.act(step, (text) => differences.push(text))
    case 'grant':
    case 'endGrant':
    case 'delegate':
    case 'revoke':
      return company.changeRoles(step)
    default:
      return company.editDirectory(step)
  }
}

/** Lets all present people act: approvers approve, applicants of returned requests withdraw. */
async function drain(company: RandomCompany): Promise<string[]> {
  for (const [userid, member] of company.wecom.members) company.wecom.members.set(userid, { ...member, status: 1 })
  for (let round = 0; round < DRAIN_ROUNDS; round += 1) {
    await company.settle()
    const open = (await company.allRequests()).filter(({ state }) => !isFinal(state) && state !== 'failed')
    if (open.length === 0) return []
    for (const { id, state, applicantId } of open) {
      const [approver] = (await company.candidatesOf(id)).filter(({ closedAt }) => closedAt === null)
      if (state === 'open' && approver) await company.runCommand('decide', approver.userid, id)
      if (state === 'returned') await company.runCommand('withdraw', applicantId, id)
    }
    await company.wait(4)
  }
  return (await company.allRequests())
    .filter(({ state }) => !isFinal(state) && state !== 'failed')
    .map(({ id, state, phase }) => `${id} never ends: ${state} ${phase ?? ''}`)
}

async function runSteps(steps: readonly RandomStep[]): Promise<void> {
  const company = await createRandomCompany(await createKit())
  const differences: string[] = []
  for (const step of [...steps, { do: 'settle' } as const]) await takeStep(company, step, differences)
  await company.addSecondApprovers()
  expect([...differences, ...(await drain(company)), ...(await listDifferences(company))]).toEqual([])
}

// The steps run use cases whose SQL is tested elsewhere on both databases.
test.skipIf(testDatabase.isEmbedded)(
  'every open request has an approver who may decide it, and ends, whatever changes in the directory',
  { timeout: 300_000 },
  async () => {
    const walks = fc.array(randomStep, { minLength: STEPS / 2, maxLength: STEPS, size: 'max' })
    let lastRun = Promise.resolve()
    // On a timeout or a failure fast-check leaves the walk running, which would disturb the next test in the same database.
    try {
      await fc.assert(
        fc.asyncProperty(walks, (steps) => (lastRun = runSteps(steps))),
        { numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT_MS },
      )
    } finally {
      await lastRun.catch(() => {})
    }
  },
)
