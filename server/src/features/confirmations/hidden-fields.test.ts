import type { HiddenValues } from '@desk/shared/confirmations/confirmation-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { CampaignId } from '@desk/shared/kernel/ids'
import { describe, expect } from 'vitest'
import { auditEntries, confirmations } from '../../db/schema/index.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { wecomAgent } from '../../testing/browser.ts'
import { confirmationCompany, startCampaign } from '../../testing/fixtures/confirmation.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { getConfirmation } from './answering/get-confirmation.ts'

const MOBILE = '13912345678'
const MAIL = 'guoji@lanjiang.test'

/** Creates a campaign. Returns its people, and functions that send the requests of a member's page in WeCom's client. */
async function arrangeCampaign(kit: Kit) {
  const people = await confirmationCompany(kit)
  const id = await startCampaign(kit, people.hr)
  const { requestAs } = createTestClient(kit.deps)
  const post = (actor: MemberActor, path: string, body: object = {}, agent = wecomAgent) =>
    requestAs(actor, 'POST', `/api/confirmations/${id}/${path}`, body, { 'user-agent': agent })
  const requestState = async (actor: MemberActor) => {
    const { url } = (await (await post(actor, 'consent')).json()) as { url: string }
    return new URL(url).searchParams.get('state') ?? ''
  }
  const giveConsent = (userid: string, code: string, found: Partial<Record<'mobile' | 'email' | 'biz_mail', string>>) =>
    kit.deps.wecom.consents.set(code, { userid, mobile: '', email: '', biz_mail: '', ...found })
  return { ...people, id, post, requestState, giveConsent }
}

const readStored = async ({ deps }: Kit) =>
  JSON.stringify([await deps.db.select().from(confirmations), await deps.db.select().from(auditEntries)])

const confirmWith = async (
  kit: Kit,
  { id, post }: Awaited<ReturnType<typeof arrangeCampaign>>,
  actor: MemberActor,
  hidden: object,
) =>
  post(actor, 'answer', { answer: 'ok', hash: (await getConfirmation(kit.deps, actor, id as CampaignId)).hash, hidden })

describe('hidden fields', () => {
  test('a member who consents sees hidden fields shortened and confirms them, and no value or hash is stored', async ({
    kit,
  }) => {
    const campaign = await arrangeCampaign(kit)
    const { guoji, id, post, requestState, giveConsent } = campaign
    const { url } = (await (await post(guoji, 'consent')).json()) as { url: string }
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      scope: 'snsapi_privateinfo',
      redirect_uri: `http://desk.test/confirmations/${id}`,
      agentid: '1000002',
    })
    giveConsent('guoji', 'c1', { mobile: MOBILE, email: MAIL })
    const response = await post(guoji, 'hidden', { code: 'c1', state: await requestState(guoji) })
    const { items, seal } = (await response.json()) as HiddenValues
    expect(items).toEqual([
      { field: 'mobile', value: '5678' },
      { field: 'email', value: 'g***@lanjiang.test' },
    ])
    const answered = await confirmWith(kit, campaign, guoji, { fields: ['mobile', 'email'], seal })
    expect(await answered.json()).toMatchObject({
      state: 'confirmed',
      hiddenConfirmed: ['mobile', 'email'],
      leftOut: ['biz_mail'],
    })
    const rows = await readStored(kit)
    expect(rows).toContain('"hiddenFields":["mobile","email"]')
    for (const secret of [MOBILE, '5678', MAIL]) expect(rows).not.toContain(secret)
  })

  test('hidden fields are left out without a consent, and the others can be confirmed', async ({ kit }) => {
    const { guoji, post, requestState, id } = await arrangeCampaign(kit)
    kit.deps.wecom.consents.set('c1', null)
    const refused = await post(guoji, 'hidden', { code: 'c1', state: await requestState(guoji) })
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { error: { details: { fields: [{ code: 'confirmation.consent' }] } } },
    ])
    const { hash } = await getConfirmation(kit.deps, guoji, id)
    const answered = await post(guoji, 'answer', { answer: 'ok', hash })
    expect(await answered.json()).toMatchObject({
      state: 'confirmed',
      hiddenConfirmed: [],
      leftOut: ['mobile', 'email', 'biz_mail'],
    })
  })

  test.for([
    [84014, 422],
    [45009, 502],
    [60020, 502],
  ] as const)(
    'the refusal %i of WeCom is answered with %i: only a bad ticket is reported as an invalid consent',
    async ([errcode, status], { kit }) => {
      const { guoji, post, requestState } = await arrangeCampaign(kit)
      kit.deps.wecom.contactsByCode = () => Promise.reject(new WecomRefusedError(errcode, 'auth/getuserdetail'))
      expect((await post(guoji, 'hidden', { code: 'c1', state: await requestState(guoji) })).status).toBe(status)
    },
  )

  test('a browser outside WeCom gets no address of a consent page, which works only in WeCom', async ({ kit }) => {
    const { guoji, post } = await arrangeCampaign(kit)
    expect(await (await post(guoji, 'consent', {}, 'Mozilla/5.0 (X11; Linux x86_64) Chrome/146.0')).json()).toEqual({
      url: null,
    })
  })

  test.for([
    ['the state of another member', 'other'],
    ['a made-up state', 'forged'],
    ['a state of half an hour ago', 'old'],
    ['the consent of another member', 'theirs'],
    ['a used code', 'used'],
  ] as const)('%s is refused', async ([, attack], { kit }) => {
    const { guoji, admin, post, requestState, giveConsent } = await arrangeCampaign(kit)
    giveConsent(attack === 'theirs' ? 'limin' : 'guoji', 'c1', { mobile: MOBILE })
    const own = await requestState(guoji)
    const state =
      attack === 'other' ? await requestState(admin) : attack === 'forged' ? `zzzzzzzzx${'a'.repeat(64)}` : own
    if (attack === 'old') kit.deps.clock.advanceSeconds(31 * 60)
    if (attack === 'used') await post(guoji, 'hidden', { code: 'c1', state })
    expect((await post(guoji, 'hidden', { code: 'c1', state })).status).toBe(422)
  })

  test('fields that were not shown, or were shown to somebody else, cannot be confirmed', async ({ kit }) => {
    const campaign = await arrangeCampaign(kit)
    const { guoji, admin, post, requestState, giveConsent } = campaign
    giveConsent('guoji', 'c1', { mobile: MOBILE })
    const response = await post(guoji, 'hidden', { code: 'c1', state: await requestState(guoji) })
    const { seal } = (await response.json()) as HiddenValues
    const refused = [
      await confirmWith(kit, campaign, guoji, { fields: ['mobile', 'email'], seal }),
      await confirmWith(kit, campaign, admin, { fields: ['mobile'], seal }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([422, 422])
    expect(await kit.deps.db.$count(confirmations)).toBe(0)
    expect((await confirmWith(kit, campaign, guoji, { fields: ['mobile'], seal })).status).toBe(200)
  })
})
