import type { HrReason } from '@desk/shared/accounts/hr-home-schemas'
import type { PartnerView } from '@desk/shared/accounts/partner-schemas'
import { isAboutAccounts, consoleOperationKinds } from '@desk/shared/accounts/console-schemas'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { today } from '../../../access/grant-conditions.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { countOpenOperations, listOperations } from '../console/console-operation-queries.ts'
import { countOpenReports, listOpenReports } from '../departures/departure-queries.ts'
import { listDuePartners } from '../partners/partner-queries.ts'
import { toPartnerViews } from '../partners/partner-view.ts'
import { type HrSection, SECTION_ROWS } from './hr-section.ts'

const departures: HrSection = {
  name: 'departures',
  async load({ db }, { userid }) {
    const rows = await listOpenReports(db, userid, SECTION_ROWS)
    const count = await countOpenReports(db, userid)
    return {
      count,
      due: count,
      path: pagePaths.people,
      rows: rows.map(({ report, name }) => ({
        key: report.id,
        person: { userid: report.userid, name },
        reason: 'reported',
        day: report.lastDay,
        isDue: true,
        path: pagePaths.person(report.userid),
      })),
    }
  },
}

/** Returns why a partner is listed. */
function reasonOf({ state, needsSponsor }: PartnerView): HrReason {
  if (state === 'unregistered') return 'unregistered'
  if (needsSponsor) return 'no_sponsor'
  return state === 'closing' || state === 'disabling' ? state : 'ending'
}

const partners: HrSection = {
  name: 'partners',
  async load(deps, actor) {
    const day = today(deps)
    const { rows, ...counts } = await listDuePartners(deps.db, day, SECTION_ROWS)
    const views = await toPartnerViews(deps.db, actor, rows, day)
    return {
      ...counts,
      path: `${pagePaths.settingsPartners}?view=due`,
      rows: views.map((view) => {
        const reason = reasonOf(view)
        return {
          key: view.userid,
          person: { userid: view.userid, name: view.name },
          reason,
          day: view.endsOn,
          isDue: reason === 'unregistered' || reason === 'no_sponsor' || (view.daysLeft ?? 0) <= 1,
          path: pagePaths.partner(view.userid),
        }
      }),
    }
  },
}

const consoleKinds = consoleOperationKinds.filter(isAboutAccounts)

const consoleOperations: HrSection = {
  name: 'console',
  async load({ db, site }) {
    const rows = await listOperations(db, { kinds: consoleKinds, onlyOpen: true, after: null, limit: SECTION_ROWS })
    const names = await memberNames(
      db,
      rows.flatMap(({ operation, mayConcern }) => [operation.operatorId, ...mayConcern]),
    )
    const count = await countOpenOperations(db, consoleKinds)
    return {
      count,
      due: count,
      path: pagePaths.consoleDeeds,
      rows: rows.flatMap(({ operation, mayConcern }) =>
        operation.kind === 'setup'
          ? []
          : [
              {
                key: String(operation.id),
                person: names(operation.operatorId),
                mayConcern: mayConcern.map(names),
                reason: operation.kind,
                day: dayIn(site.timeZone, operation.at),
                isDue: true,
                path: pagePaths.consoleDeeds,
              },
            ],
      ),
    }
  },
}

/** The sections of HR's home on departures, partners and WeCom's console. */
export const ownHrSections: readonly HrSection[] = [departures, partners, consoleOperations]
