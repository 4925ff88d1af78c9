import type { DepartureAdoptionBody, DepartureAnswerBody } from '@desk/shared/accounts/people-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type DepartureReportId, sameUserid } from '@desk/shared/kernel/ids'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Tx } from '../../../db/database.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { sendCardOnce, type MailingDeps } from '../../notifications/plan-mailing.ts'
import { AccountRefusedError, notAdopted } from '../account-errors.ts'
import type { AdoptionDeps } from '../adopting-flow.ts'
import { type DepartureRow, lockReport, saveReport } from './departure-queries.ts'

type AnswerDeps = MailingDeps & Pick<Deps, 'db' | 'site'>
type Target = { id: DepartureReportId }

/** Records that a flow closes the account of the reported person. The flow must already be in progress. */
export async function adoptDeparture(
  deps: AnswerDeps & AdoptionDeps,
  actor: MemberActor,
  { id, flow }: DepartureAdoptionBody & Target,
): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const report = await requireOpen(deps, tx, actor, id)
    const adopting = deps.adoptingFlows.find(({ name }) => name === flow)
    if (!(await adopting?.isLeaving?.(tx, report.userid))) throw notAdopted()
    await saveReport(tx, id, { handledAt: at, handledBy: actor.userid, outcome: 'adopted', flow })
    const details = { report: id, flow }
    await recordAudit(tx, { at, actor: actor.userid, action: 'departure.adopted', object: report.userid, details })
  })
}

/** Answers that the person is still here, and notifies the reporter. */
export async function answerDeparture(
  deps: AnswerDeps,
  actor: MemberActor,
  { id, text: answer }: DepartureAnswerBody & Target,
): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const report = await requireOpen(deps, tx, actor, id)
    await saveReport(tx, id, { handledAt: at, handledBy: actor.userid, outcome: 'still_here', answer })
    const details = { report: id, answer: erasableText(deps, answer) }
    await recordAudit(tx, { at, actor: actor.userid, action: 'departure.answered', object: report.userid, details })
    const name = (await findMemberRow(tx, report.userid))?.name ?? report.userid
    const text = await textOf({ db: tx }, 'departure.answered', { name, answer })
    const card = { ...text, path: pagePaths.person(report.userid) }
    await sendCardOnce(deps, tx, { key: `departure.answered:${id}`, userids: [report.reporterId], card })
  })
}

/** Locks an open report. @throws NotFoundError, AccountRefusedError */
async function requireOpen(deps: AnswerDeps, tx: Tx, actor: MemberActor, id: DepartureReportId): Promise<DepartureRow> {
  const report = await lockReport(tx, id)
  await actorWithRole(deps, tx, actor, 'hr')
  // Nobody decides about a report on themselves.
  if (!report || sameUserid(report.userid, actor.userid)) throw new NotFoundError()
  if (report.handledAt !== null) throw new AccountRefusedError('changed_meanwhile')
  return report
}
