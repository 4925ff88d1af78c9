import type { FailPointName } from '@desk/server/ports/fail-points'
import type { Figure } from '../lib/measurement.ts'
import type { CrashEnvironment } from './crash-environment.ts'
import type { KillAt } from './server.process.ts'

type MailingFaults = {
  environment: CrashEnvironment
  /** Points that a mailing reaches only at its beginning, and those that it reaches until its end. */
  points: { first: readonly FailPointName[]; throughout: readonly FailPointName[] }
  /** Number of kills after which the run ends. */
  kills: number
  /** Returns at which hit of a point the server is killed, by the number of the attempt. */
  hitOf: (point: FailPointName, attempt: number) => number
  /** Called after each kill. */
  onKill?: () => void
}

/** With more kills, a mailing would take longer than a run waits for it. */
const KILLS_PER_MAILING = 6

/** Kills servers while they send a message to many people (a mailing), and finds who did not get exactly one. */
export function createMailingFaults({
  environment,
  points,
  kills: killsWanted,
  hitOf,
  onKill = () => {},
}: MailingFaults) {
  const allPoints = [...points.first, ...points.throughout]
  const attempts = { first: 0, later: 0 }
  let killsBefore = 0
  /** Counts the kills at fail points; kills between two mailings do not count. */
  const kills = () => allPoints.reduce((sum, point) => sum + (environment.kills.get(point) ?? 0), 0)

  /** Returns the next kill: at any point when a mailing begins, later at one that is reached until its end. */
  function nextKill(when: keyof typeof attempts): KillAt | null {
    if (kills() >= killsWanted || (when === 'later' && kills() - killsBefore >= KILLS_PER_MAILING)) return null
    const candidates = when === 'first' ? allPoints : points.throughout
    const attempt = attempts[when]
    attempts[when] += 1
    const point = candidates[attempt % candidates.length]!
    return { point, nth: hitOf(point, attempt) }
  }

  return {
    kills,
    isEnough: () => kills() >= killsWanted,
    /** From now on kills a server at one point after another, while messages are sent. */
    arm(): void {
      killsBefore = kills()
      environment.arm(nextKill('first'), () => {
        onKill()
        return nextKill('later')
      })
    },
    /** Waits until every message is sent, and kills no server from then on. */
    async untilSent(): Promise<void> {
      await environment.settle()
      environment.arm(null)
      await environment.whenRestarted()
      await environment.settle()
    },
    /** Returns the current position in the simulated WeCom's record of effects, for `violationsSince`. */
    position: () => environment.platform.state.effects.at(-1)?.seq ?? 0,
    /** Lists the members who did not get exactly one message with this title after this position. */
    violationsSince(seq: number, title: RegExp, userids: readonly string[]): string[] {
      const counts = new Map<string, number>()
      for (const entry of environment.platform.state.effects)
        if (entry.seq > seq && entry.effect === 'message' && title.test(entry.title))
          for (const userid of entry.to) counts.set(userid, (counts.get(userid) ?? 0) + 1)
      return userids.flatMap((userid) => {
        const times = counts.get(userid) ?? 0
        return times === 1 ? [] : [`${environment.today()}: ${userid} got ${String(times)} messages`]
      })
    },
    figures: (): Figure[] => [
      ...allPoints.map((point) => ({ what: `killed at ${point}`, value: environment.kills.get(point) ?? 0, unit: '' })),
      { what: 'missing kills', value: Math.max(0, killsWanted - kills()), unit: '', goal: 0 },
    ],
  }
}
