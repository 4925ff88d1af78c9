import { describe, expect } from 'vitest'
import { WecomUnreachableError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { sentTo } from '../../testing/fixtures/sent-cards.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { agree, decisionOn, refuse, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { sendCardOnce } from './plan-mailing.ts'

/** Hours from the kit's clock, Tuesday 10:00 in Shanghai, to 21:00; the quiet hours are from 20:00 to 08:30. */
const HOURS_TO_NIGHT = 11
const HALF_HOUR_SECONDS = 1800

/**
 * Counts the calls that send a message to this person, successful or not. While `isFailing`, WeCom fails each of them, so
 * that a call at night leads to further ones.
 */
function countAttempts({ deps }: Kit, userid: string) {
  const { sendCard, sendCards } = deps.wecom
  const attempts = { count: 0, isFailing: true }
  const countAttempt = (userids: readonly string[]) => {
    if (!userids.includes(userid)) return
    attempts.count += 1
    if (attempts.isFailing) throw new WecomUnreachableError('timeout', 'message/send')
  }
  deps.wecom.sendCard = async (receiver, card) => {
    countAttempt([receiver])
    return sendCard(receiver, card)
  }
  deps.wecom.sendCards = async (receivers, card) => {
    countAttempt(receivers)
    return sendCards(receivers, card)
  }
  return attempts
}

/** Runs what is due every half hour until 08:29:59, then at 08:30. Returns the calls until 08:29:59, and those until 08:30. */
async function runToMorning({ deps }: Kit, attempts: ReturnType<typeof countAttempts>): Promise<[number, number]> {
  for (let half = 0; half < 23; half += 1) {
    await drainOutbox(deps)
    deps.clock.advanceSeconds(half === 22 ? HALF_HOUR_SECONDS - 1 : HALF_HOUR_SECONDS)
  }
  await drainOutbox(deps)
  const { count: atNight } = attempts
  attempts.isFailing = false
  deps.clock.advanceSeconds(1)
  await drainOutbox(deps)
  return [atNight, attempts.count]
}

describe('quiet hours', () => {
  test('a notice that can wait is not attempted in quiet hours, and is sent once when they end', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    kit.deps.clock.advanceHours(HOURS_TO_NIGHT)
    const attempts = countAttempts(kit, applicant.userid)
    const view = await submitInfoChange(kit, applicant)
    await decideRequest(kit.deps, admin, decisionOn(view, { position: agree, telephone: refuse }))
    expect(await runToMorning(kit, attempts)).toEqual([0, 1])
    expect(sentTo(kit, applicant.userid)).toHaveLength(1)
  })

  test.for([
    ['account.failed', [0, 1]],
    // Sent at once, because somebody may misuse the account now.
    ['closing.confirm', [1, 1]],
  ] as const)(
    'a mailing about %s: the attempts before the end of quiet hours, and those in total, are %j',
    async ([event, calls], { kit }) => {
      await smallCompany(kit)
      kit.deps.clock.advanceHours(HOURS_TO_NIGHT)
      const attempts = countAttempts(kit, 'limin')
      attempts.isFailing = calls[0] === 0
      const card = { title: '标题', subtitle: '说明', path: '/' }
      await kit.deps.db.transaction((tx) =>
        sendCardOnce(kit.deps, tx, { key: `${event}:test`, userids: ['limin'], card }),
      )
      expect(await runToMorning(kit, attempts)).toEqual(calls)
      expect(kit.deps.wecom.mailings.map(({ userids }) => userids)).toEqual([['limin']])
    },
  )
})
