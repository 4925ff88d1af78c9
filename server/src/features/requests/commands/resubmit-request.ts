import { today } from '../../../access/live-grants.ts'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import type { ResubmissionBody } from '@desk/shared/requests/command-bodies'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { InvalidInputError, NoDeciderError } from '../../../kernel/app-error.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { askThem, releaseThem } from '../approvers/candidate-queries.ts'
import { changeRequest, type Scene } from './change-request.ts'
import type { SubmitDeps } from '../model/request-deps.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { askCandidates } from '../../notifications/notices.ts'
import { departmentPath, requirePerson } from '../approvers/people-queries.ts'
import { requireReadFirst } from './require-read-first.ts'
import { planLadder, resumedTime } from '../model/request-clock.ts'
import { requireRequest, type RequestRow } from '../model/request-queries.ts'
import { type Asked, resolveDeciders, resolveLevels } from '../approvers/resolve-approvers.ts'

/** The applicant mends what was sent back. It goes to the same person, unless he may no longer decide it. */
export function resubmitRequest(
  deps: SubmitDeps,
  actor: MemberActor,
  { draft, ...order }: ResubmissionBody & { id: RequestId; key?: string | undefined },
): Promise<RequestView> {
  return changeRequest(deps, actor, { ...order, command: 'resubmit', body: draft }, async (scene) => {
    const { tx, request, now } = scene
    const { kind, payload } = draft
    if (kind !== request.kind) throw new InvalidInputError('Another kind', [{ path: 'draft.kind', code: 'kind.other' }])
    const applicant = await requirePerson(tx, request.applicantId, true)
    await requireReadFirst(deps, tx, applicant.userid)
    await deps.kinds[kind].checkSubmit(tx, applicant, payload, {
      today: today(deps),
      timeZone: deps.site.timeZone,
      again: request.id,
    })
    const path = await departmentPath(tx, applicant.mainDepartmentId)
    const seenHash = sha256(`${kind}\n${deps.kinds[kind].seen(payload)}`)
    // What the department verified was something else: it is asked first again.
    const isSame = seenHash === request.seenHash
    const again = { ...request, departmentPath: [...path], step: isSame ? request.step : ('department' as const) }
    const asked = await askAgain(deps, scene, again)
    const calendar = await loadCalendar({ ...deps, db: tx })
    return {
      patch: {
        state: 'open',
        payload,
        seenHash,
        departmentPath: again.departmentPath,
        step: again.step,
        returned: null,
        outcome: { verdicts: {}, written: false, readBack: {}, ...(isSame ? verifiedOf(request) : {}) },
        ...(isSame ? {} : { verifiedBy: null }),
        ...resumedTime(calendar, request, now),
      },
      type: 'resubmitted',
      details: { asked: asked.map(({ userid }) => userid) },
      async follow(saved) {
        await releaseThem(tx, saved.id, request.candidates, now)
        await askThem(tx, saved.id, asked, now)
        const open = await requireRequest(tx, saved.id)
        await askCandidates(deps, tx, open, String(saved.version))
        await planLadder(deps, tx, open, calendar)
      },
    }
  })
}

const verifiedOf = ({ outcome }: RequestRow) => (outcome.verified === undefined ? {} : { verified: outcome.verified })

async function askAgain(deps: DayDeps, { tx }: Scene, request: RequestRow): Promise<Asked[]> {
  const question = {
    applicantId: request.applicantId,
    kind: request.kind,
    path: request.departmentPath,
    step: request.step,
    except: request.step === 'ops' && request.verifiedBy !== null ? [request.verifiedBy] : [],
  }
  const by = request.returned?.by
  const eligible = (await resolveLevels({ ...deps, db: tx }, question)).flat()
  const same = eligible.find(({ userid }) => by !== undefined && sameUserid(userid, by))
  if (same) return [{ ...same, because: 'returned_before' }]
  const others = await resolveDeciders({ ...deps, db: tx }, question)
  if (others.length === 0) throw new NoDeciderError()
  return others
}
