import type { BoardView } from '@desk/shared/policies/board-schemas'
import type { BurnUp } from '@desk/shared/policies/burn-up-schemas'
import { DAY_MS } from '@desk/shared/kernel/durations'
import type { Messages } from '../../locales/messages.ts'
import type { PlotPoint } from '../../ui/plots/plot-scales.ts'
import { requiredCount, unsignedCount } from '@desk/shared/policies/roster'
import { canHaveForecast } from '@desk/shared/policies/signing-forecast'
import { shareOf, signedShare } from './signed-share.ts'

type Texts = Messages['policy-admin']['board']

const toPoint = ({ at, signed }: BurnUp['points'][number]): PlotPoint => ({ at: Date.parse(at), value: signed })

/**
 * Returns the points up to the end of the past day shown, when `signed` people had signed, and those after it; all points if
 * the board shows the present.
 */
export function splitPoints({ points, asOf }: BurnUp, signed: number): { points: PlotPoint[]; later: PlotPoint[] } {
  const all = points.map(toPoint)
  if (asOf === null) return { points: all, later: [] }
  const end = { at: Date.parse(asOf), value: signed }
  return {
    points: [...all.filter(({ at }) => at < end.at), end],
    later: [end, ...all.filter(({ at }) => at > end.at)],
  }
}

/** Returns the number of people who signed in the 24 hours after an instant; null if the points are too coarse. */
export function gainedAfter({ points, isByMinute }: BurnUp, at: string): number | null {
  if (!isByMinute) return null
  const start = Date.parse(at)
  const signedAt = (time: number) => points.findLast((point) => Date.parse(point.at) <= time)?.signed ?? 0
  return signedAt(start + DAY_MS) - signedAt(start)
}

/** Returns the finding of the plot, and its basis. `hasYear`: days have their year, for paper. */
export function findingOf(
  board: BoardView,
  { plot }: Texts,
  hasYear = false,
): { finding: string; basis: string | null } {
  const { counts, burnUp, asOf } = board
  if (asOf !== null) return { finding: plot.until(asOf, counts.signed, hasYear), basis: plot.laterLine }
  if (unsignedCount(counts) === 0) return { finding: plot.all, basis: null }
  const forecast = burnUp?.forecast
  if (!forecast) {
    const mayCome = board.policy.retiredAt === null && canHaveForecast(requiredCount(counts))
    const isNear = counts.signed >= Math.ceil(requiredCount(counts) * 0.95)
    return isNear
      ? { finding: plot.nearlyAll(counts.signed, `${signedShare(counts) ?? ''} %`), basis: null }
      : { finding: plot.soFar(counts.signed), basis: mayCome ? plot.notYet : null }
  }
  if (forecast.perDay === 0) return { finding: plot.stands, basis: null }
  const basis = plot.perDay(forecast.perDay.toFixed(1).replace(/\.0$/, ''))
  return { finding: forecast.reachedOn === null ? plot.beyond : plot.reachedOn(forecast.reachedOn, hasYear), basis }
}

/** Returns the text about the number expected at the due date; null without a forecast for that day. */
export function atDueOf({ counts, burnUp }: BoardView, { plot }: Texts): string | null {
  const count = burnUp?.forecast?.atDue ?? null
  return count === null ? null : plot.atDue(count, `${shareOf(count, requiredCount(counts)) ?? ''} %`)
}
