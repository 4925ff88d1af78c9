import type { Browser } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import type { GroupPayload } from '@desk/shared/groups/group-create'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { getTemplateId, postOrThrow, publishVersion } from '../lib/publish-policy.ts'
import { signThroughApi, AFTER_READING_MS } from '../lib/sign-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'
import { decideRequest, submitRequest } from './screenshots.ts'
import { AFTER_UNDO_MS } from '../lib/after-undo.ts'

const phone = { width: 375, height: 812 }
/** The format of a frame in the file: text stays readable, and a dozen frames stay below a megabyte. */
const picture = { type: 'jpeg', quality: 62 } as const
const SCALE = 1.5
/** How long each frame is shown. */
const SECONDS = 2.2
const CAPTION_HEIGHT = 48

type Frame = { caption: string; image: string }
type Stack = { gatewayUrl: string; simulator: Pick<SimulatorClient, 'advanceClock'> }
/** Captures the page at a path, as a member sees it, as the next frame. */
type Take = (caption: string, userid: string, path: string) => Promise<void>

async function changeData({ gatewayUrl, simulator }: Stack, take: Take): Promise<void> {
  await take('改我的信息：填写', 'guoji', '/requests/new/info-change')
  const id = await submitRequest(gatewayUrl)
  await take('改我的信息：部门管理员逐项审批', 'limin', `/requests/${id}`)
  await decideRequest(gatewayUrl, simulator, id)
  await take('改我的信息：写入企业微信，核对后生效', 'guoji', `/requests/${id}`)
}

async function loseDevice({ gatewayUrl }: Stack, take: Take): Promise<void> {
  await take('手机丢了：从任何人的手机上报', 'chenhaiyan', '/lost-device')
  const admin = await openPhone(gatewayUrl, 'chenhaiyan')
  const body = { subjectId: 'dengchao', label: '邓超', why: 'lost', lastSeenAt: '2026-03-17T01:30:00.000Z', note: '' }
  const { id } = await postOrThrow<{ id: string }>(admin, '/api/lost-device/reports', body, {
    'idempotency-key': 'journey-lost-device',
  })
  await until('a locked account', async () => {
    const { phase } = await admin.get<{ phase: string }>(`/api/lost-device/cases/${id}`)
    return phase === 'locked' ? phase : null
  })
  await take('手机丢了：企业微信确认后才显示已锁定', 'chenhaiyan', `/lost-device/${id}`)
}

async function createGroup({ gatewayUrl, simulator }: Stack, take: Take): Promise<void> {
  await take('申请建群：说明用途，按用途命名', 'guoji', '/requests/new/group')
  const applicant = await openPhone(gatewayUrl, 'guoji')
  const payload: GroupPayload = {
    template: 'special',
    topic: '来料异常',
    name: '来料异常-来料检验组-专项-至26年6月',
    purpose: '来料连续三批不合格，当天拉齐质检和采购',
    expiresOn: '2026-06-30',
    deputyId: 'sunhao',
    members: ['sunhao', 'zhaolixia', 'maxiaoyu'],
    seenSimilar: [],
  }
  const { id, version, seenHash } = await postOrThrow<RequestView>(
    applicant,
    '/api/requests',
    { kind: 'group_create', payload },
    { 'idempotency-key': 'journey-group-create' },
  )
  await take('申请建群：部门管理员审批', 'limin', `/requests/${id}`)
  const approver = await openPhone(gatewayUrl, 'limin')
  const fields = { group: { verdict: 'agree' } }
  await postOrThrow(approver, `/api/requests/${id}/decision`, { version, seenHash, fields })
  await simulator.advanceClock(AFTER_UNDO_MS)
  const group = await until('a group', async () => {
    const { group: result } = await applicant.get<RequestView>(`/api/requests/${id}`)
    return result?.made?.id ?? null
  })
  await take('申请建群：群已建好', 'guoji', `/groups/${group}`)
}

async function signPolicy({ gatewayUrl, simulator }: Stack, take: Take): Promise<void> {
  const author = await openPhone(gatewayUrl, 'chenhaiyan')
  const lead = await openPhone(gatewayUrl, 'tangzhenhua')
  const id = await getTemplateId(author)
  await publishVersion({ author, lead }, { id, kind: 'major', change: (draft) => draft, today: '2026-03-17' })
  await take('签收制度：看完条款', 'guoji', `/policies/${id}`)
  const { code } = await signThroughApi(gatewayUrl, 'guoji', id, () => simulator.advanceClock(AFTER_READING_MS))
  await take('签收制度：签收完成，凭证随时可查', 'guoji', `/receipts/${code}/signed`)
}

/** Returns an animated SVG that shows one frame after the other, or only the first where reduced motion is preferred. */
function toAnimation(frames: readonly Frame[]): string {
  const { width, height } = phone
  const shown = (100 / frames.length).toFixed(3)
  const total = frames.length * SECONDS
  const groups = frames.map(
    ({ caption, image }, index) =>
      `<g style="animation-delay:${(index * SECONDS).toFixed(1)}s"><text x="${width / 2}" y="30">${caption}</text>` +
      `<image y="${CAPTION_HEIGHT}" width="${width}" height="${height}" href="data:image/jpeg;base64,${image}"/></g>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + CAPTION_HEIGHT}" width="${width}" role="img">
<title>四个流程：改我的信息、手机丢了、申请建群、签收制度</title>
<style>
text{font:15px system-ui,sans-serif;text-anchor:middle;fill:#1f2329}
rect{fill:#fff}
g{opacity:0;animation:show ${total.toFixed(1)}s step-end infinite}
@keyframes show{0%{opacity:1}${shown}%,100%{opacity:0}}
@media (prefers-reduced-motion:reduce){g{animation:none}g:first-of-type{opacity:1}}
</style>
<rect width="100%" height="100%"/>
${groups.join('\n')}
</svg>
`
}

/** Walks through the four journeys and writes them as one animation. Needs a company without history. */
export async function captureJourneys(browser: Browser, stack: Stack, file: string): Promise<void> {
  const frames: Frame[] = []
  const take: Take = async (caption, userid, path) => {
    const context = await browser.newContext({
      viewport: phone,
      deviceScaleFactor: SCALE,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    })
    const page = await context.newPage()
    const query = new URLSearchParams({ userid, to: path, theme: 'light' })
    await page.goto(`${stack.gatewayUrl}/__device__/open?${query.toString()}`, { waitUntil: 'networkidle' })
    const image = await page.screenshot({ ...picture, animations: 'disabled' })
    frames.push({ caption, image: image.toString('base64') })
    await context.close()
  }
  for (const journey of [changeData, loseDevice, createGroup, signPolicy]) await journey(stack, take)
  writeFileSync(file, toAnimation(frames))
}
