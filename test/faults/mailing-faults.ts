import type { FailPointName } from '@desk/server/ports/fail-points'
import type { Figure } from '../lib/measurement.ts'
import type { CrashEnvironment } from './crash-environment.ts'

type MailingFaults = {
  environment: CrashEnvironment
  /** Points that a sending reaches only at its beginning, and those that it reaches until its end. */
  points: { first: readonly FailPointName[]; throughout: readonly FailPointName[] }
  /** Number of kills after which the run ends. */
  kills: number
  /** At which hit of a point the server is killed, by the number of the attempt. */
  hitOf: (point: FailPointName, attempt: number) => number
}

/** Kills the servers that send messages to many people, and finds who did not get exactly one of each sending. */
export function createMailingFaults({ environment, points, kills: wanted, hitOf }: MailingFaults) {
  const all = [...points.first, ...points.throughout]
  const attempts = { first: 0, later: 0 }
  let killsWhenArmed = 0
  /** Counts the kills at fail points; kills between two sendings do not count. */
  const kills = () => all.reduce((sum, point) => sum + (environment.kills.get(point) ?? 0), 0)

  /** Kills the next server that reaches the next point: of all at the beginning of a sending, later of those that remain. */
  function arm(when: keyof typeof attempts): void {
    const candidates = when === 'first' ? all : points.throughout
    const attempt = attempts[when]++
    const point = candidates[attempt % candidates.length]!
    killsWhenArmed = kills()
    environment.arm({ point, nth: hitOf(point, attempt) })
  }

  return {
    kills,
    isEnough: () => kills() >= wanted,
    armFirst: () => arm('first'),
    /** Kills at one point after the other until a sending that began is complete. */
    async killUntilFinished(): Promise<void> {
      for (;;) {
        await environment.settle()
        await environment.whenRestarted()
        if (kills() === killsWhenArmed || kills() >= wanted) break
        arm('later')
      }
      environment.arm(null)
      await environment.settle()
    },
    /** Position in the record of the simulated WeCom, from which a sending is judged. */
    position: () => environment.platform.state.effects.at(-1)?.seq ?? 0,
    /** Lists the members who did not get exactly one message with this title since then. */
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
      ...all.map((point) => ({ what: `killed at ${point}`, value: environment.kills.get(point) ?? 0, unit: '' })),
      { what: 'missing kills', value: Math.max(0, wanted - kills()), unit: '', goal: 0 },
    ],
  }
}
