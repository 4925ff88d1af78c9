import type { Page } from '@playwright/test'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { expect } from './fixtures.ts'

const IDENTITY_TAPS = 3
const GUARDIAN_TAPS = 3
const GUARDIAN_SECONDS = 15

/** Makes `guardian` the guardian of `ward`, who asks for it; the guardian accepts. */
export async function makeGuardian(gatewayUrl: string, ward: string, guardian: string): Promise<void> {
  await postOrThrow(await openPhone(gatewayUrl, ward), '/api/guardians', { userid: guardian })
  const answer = { userid: ward, answer: 'accept' }
  await postOrThrow(await openPhone(gatewayUrl, guardian), '/api/guardians/answer', answer)
}

/** Drags the knob of the slider to the right end. */
export async function slide(page: Page, name: RegExp): Promise<void> {
  const box = await page.getByRole('slider', { name }).boundingBox()
  if (!box) throw new Error('no slider on the screen')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + 30, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2, y, { steps: 4 })
  await page.mouse.move(box.x + box.width - 8, y, { steps: 4 })
  await page.mouse.up()
}

/** Expects the page of a case on which WeCom has confirmed the lock. */
export async function expectLocked(page: Page): Promise<void> {
  await expect(page.getByText('已锁定（企业微信已确认）').first()).toBeVisible()
  await expect(page.getByText('核对状态为“已禁用”')).toBeVisible()
}

/** Lets the guardian lock the account of their ward, from home; returns their page, on which WeCom has confirmed it. */
export async function lockAsGuardian(
  openAs: (userid: string) => Promise<Page>,
  { ward, guardian }: Record<'ward' | 'guardian', { userid: string; name: string }>,
): Promise<Page> {
  const page = await openAs(guardian.userid)
  const { tap, taps } = countTaps()
  const start = performance.now()
  await tap(page.getByRole('link', { name: /^手机丢了/ }))
  await tap(page.getByRole('radio', { name: new RegExp(ward.name) }))
  await slide(page, new RegExp(`锁定「${ward.name}」的账号`))
  await expect(page.getByRole('timer')).toBeVisible()
  const seconds = (performance.now() - start) / 1000
  expectTaps('guardian: home to lock', taps() + 1, GUARDIAN_TAPS, seconds)
  expect(seconds).toBeLessThanOrEqual(GUARDIAN_SECONDS)
  await expectLocked(page)
  return page
}

/** Counts how often this account was disabled in WeCom. */
export async function countDisables(simulator: SimulatorClient, userid: string): Promise<number> {
  const effects = await simulator.effects()
  return effects.filter((entry) => entry.effect === 'member.disable' && entry.userid === userid).length
}

/** Lets two people unlock the account: the admin confirms the identity, and ops unlocks. */
export async function recover(
  open: (userid: string) => Promise<Page>,
  by: { admin: string; ops: string },
): Promise<void> {
  const admin = await open(by.admin)
  await admin.getByRole('button', { name: '申请恢复账号' }).click()
  const { tap, taps } = countTaps()
  await tap(admin.getByRole('button', { name: '核实为本人' }))
  const sheet = admin.getByRole('dialog')
  await tap(sheet.getByRole('radio', { name: '当面核实' }))
  await tap(sheet.getByRole('button', { name: '核实为本人' }))
  await expect(admin.getByText('已锁定，待另一位解锁').first()).toBeVisible()
  expectTaps('verify identity for an unlock', taps(), IDENTITY_TAPS)
  await expect(admin.getByRole('button', { name: '解锁账号' })).toHaveCount(0)
  const ops = await open(by.ops)
  await ops.getByRole('button', { name: '解锁账号' }).click()
}

type OnCallRow = { userid: string; phone: string; from: number; to: number }

/** Replaces the on-call list, as ops. Throws when the server refuses it. */
export async function setOnCall(gatewayUrl: string, rows: OnCallRow[]): Promise<void> {
  const ops = await openPhone(gatewayUrl, 'chenhaiyan')
  const { version } = await ops.get<{ version: number }>('/api/settings/on-call')
  const { status } = await ops.post('/api/settings/on-call', { rows, creator: null, version })
  if (status !== 200) throw new Error(`the on-call settings answered ${String(status)}`)
}

/** Completes the checklist item by item. */
export async function doAftercare(page: Page, items = 3): Promise<void> {
  for (let item = 1; item <= items; item += 1) {
    await page
      .getByRole('button', { name: /标为完成/ })
      .first()
      .click()
    await expect(page.getByText('已完成', { exact: true })).toHaveCount(item)
  }
}

type ForcedDevice = Window & {
  __wecomDevice?: { force: (name: string, answer: object) => void; verified: { agent: object | null } }
}

/**
 * Lets WeCom's own member picker answer with this person, as if they had been chosen there. Waits until the page has
 * registered with WeCom, without which the picker does not open.
 */
export async function answerPicker(page: Page, { userid, name }: { userid: string; name: string }): Promise<void> {
  await page.waitForFunction(() => Boolean((window as ForcedDevice).__wecomDevice?.verified.agent))
  const result = JSON.stringify({ selectAll: false, userList: [{ id: userid, name, avatar: '' }] })
  await page.evaluate((picked) => {
    ;(window as ForcedDevice).__wecomDevice?.force('selectEnterpriseContact', {
      err_msg: 'selectEnterpriseContact:ok',
      result: picked,
    })
  }, result)
}
