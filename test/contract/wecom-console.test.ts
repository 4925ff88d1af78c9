import { describe, expect, it } from 'vitest'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import { prepareAdapter } from './simulated-adapter.ts'

const createAdapter = await prepareAdapter()
type Adapter = ReturnType<typeof createAdapter>

/** Consents to these fields on WeCom's page, and returns the code of the redirect to the app. */
async function consentTo({ simulator }: Adapter, fields: string): Promise<string> {
  const query = new URLSearchParams({
    appid: simulatorDefaults.corpId,
    redirect_uri: `http://${simulator.state.app.trustedDomain}/`,
    response_type: 'code',
    scope: 'snsapi_privateinfo',
    agentid: String(simulatorDefaults.agentId),
    sim_consent: 'yes',
    sim_field: fields,
  })
  const headers = { cookie: 'wecom_persona=guoji' }
  const response = await simulator.app.request(`/connect/oauth2/authorize?${query}`, { headers })
  return new URL(response.headers.get('location') ?? 'x:').searchParams.get('code') ?? ''
}

describe('contactsByCode', () => {
  it('contactsByCode has only the fields to which the member consented and which are opened for the app', async () => {
    const adapter = createAdapter()
    const { mobile } = adapter.simulator.state.directory.members['guoji']!
    const none = { userid: 'guoji', mobile: '', email: '', biz_mail: '' }
    const read = async (fields: string) => adapter.wecom.contactsByCode(await consentTo(adapter, fields))
    expect(await read('mobile,avatar')).toEqual({ ...none, mobile })
    expect(await read('')).toEqual(none)
    await adapter.callControlApi('/console/app', { sensitiveFields: ['email'] })
    expect(await read('mobile')).toEqual(none)
  })
})

describe('a tile that the console does not allow', () => {
  it.each([48002, 60011, 301002] as const)(
    'a template is refused with %i, and the tile is the plain icon',
    async (errcode) => {
      const { wecom, callControlApi } = createAdapter({ switches: { tileNotAllowedCode: errcode } })
      const approvals = { name: '待审批', url: 'http://localhost/approvals' }
      await wecom.setTileTemplate([approvals])
      expect(await wecom.getTileType()).toBe('keydata')
      await callControlApi('/console/app', { customTile: false })
      expect(await wecom.getTileType()).toBe('normal')
      await expect(wecom.setTileTemplate([approvals])).rejects.toMatchObject({ errcode })
    },
  )

  async function setCounts(errcode: 48002 | 60011 | 301002): Promise<boolean> {
    const { wecom, callControlApi } = createAdapter({ switches: { tileNotAllowedCode: errcode } })
    const approvals = { name: '待审批', url: 'http://localhost/approvals' }
    await wecom.setTileTemplate([approvals])
    await callControlApi('/console/app', { customTile: false })
    return wecom.setTileCounts(['guoji'], [{ ...approvals, count: 1 }])
  }

  it.each([48002, 301002] as const)('numbers are refused with %i', async (errcode) => {
    await expect(setCounts(errcode)).rejects.toMatchObject({ errcode })
  })

  it('setTileCounts returns false for 60011, which is also the code of a member outside the visible range', async () => {
    expect(await setCounts(60011)).toBe(false)
  })
})
