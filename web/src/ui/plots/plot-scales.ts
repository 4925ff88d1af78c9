import { bisector } from 'd3-array'
import { scaleLinear, scaleUtc } from 'd3-scale'
import { area, curveLinear, curveStepAfter, line } from 'd3-shape'

/** Instants are epoch milliseconds. */
export type PlotPoint = { at: number; value: number }
export type PlotBand = { at: number; low: number; value: number; high: number }
export type PlotSpan = { from: number; to: number }

export const MARGIN = { left: 40, right: 12, top: 34, bottom: 26 }

/**
 * Returns functions that convert times and values to coordinates in a plot of this size, and build its lines and areas.
 */
export function plotScales(size: { width: number; height: number }, domain: PlotSpan & { max: number }) {
  const x = scaleUtc()
    .domain([domain.from, domain.to])
    .range([MARGIN.left, size.width - MARGIN.right])
  const y = scaleLinear()
    .domain([0, Math.max(1, domain.max)])
    .range([size.height - MARGIN.bottom, MARGIN.top])
  const round = (value: number) => Math.round(value * 10) / 10
  const xOf = (at: number) => round(x(at))
  const yOf = (value: number) => round(y(value))
  return {
    x: xOf,
    y: yOf,
    timeAt: (position: number) => x.invert(position).getTime(),
    /** Round values for the axis; the last one leaves room for `max`. */
    values: y.ticks(4).filter((value) => Number.isInteger(value) && domain.max - value > domain.max / 8),
    steps: (points: readonly PlotPoint[]) =>
      line<PlotPoint>()
        .x(({ at }) => xOf(at))
        .y(({ value }) => yOf(value))
        .curve(curveStepAfter)([...points]) ?? '',
    stepArea: (points: readonly PlotPoint[]) =>
      area<PlotPoint>()
        .x(({ at }) => xOf(at))
        .y0(yOf(0))
        .y1(({ value }) => yOf(value))
        .curve(curveStepAfter)([...points]) ?? '',
    line: (points: readonly PlotPoint[]) =>
      line<PlotPoint>()
        .x(({ at }) => xOf(at))
        .y(({ value }) => yOf(value))
        .curve(curveLinear)([...points]) ?? '',
    band: (points: readonly PlotBand[]) =>
      area<PlotBand>()
        .x(({ at }) => xOf(at))
        .y0(({ low }) => yOf(low))
        .y1(({ high }) => yOf(high))([...points]) ?? '',
  }
}

const byTime = bisector<PlotPoint, number>(({ at }) => at)

/** Returns the index of the point nearest to a time. */
export const nearestPoint = (points: readonly PlotPoint[], at: number): number => byTime.center(points, at)

/** Thins labels so that neighbours are at least `room` apart; the first one stays. */
export function thinLabels<Tick extends { at: number }>(
  ticks: readonly Tick[],
  x: (at: number) => number,
  { from, to, room }: { from: number; to: number; room: number },
): Tick[] {
  const kept: Tick[] = []
  for (const tick of ticks) {
    const last = kept.at(-1)
    const place = x(tick.at)
    if (place < from || place > to || (last && place - x(last.at) < room)) continue
    kept.push(tick)
  }
  return kept
}
