import { describe, expect, it } from 'vitest'
import { simulatorDefaults } from '../defaults.ts'
import { createSimKit } from '../testing/sim-kit.ts'

const bytes = (size: number, ...start: number[]) => {
  const result = new Uint8Array(size)
  result.set(start)
  return result
}
const png = bytes(100, 0x89, 0x50, 0x4e, 0x47)
const pdf = new TextEncoder().encode('%PDF-1.7 制度')

const kitWithFiles = () => {
  const kit = createSimKit()
  const upload = async (type: string, content: Uint8Array<ArrayBuffer> | null, name = 'policy.pdf') => {
    const form = new FormData()
    if (content) form.set('media', new Blob([content], { type: 'application/pdf' }), name)
    const path = `/cgi-bin/media/upload?type=${type}&access_token=${await kit.token('agent')}`
    const answer = await kit.simulator.app.request(path, { method: 'POST', body: form })
    return (await answer.json()) as { errcode: number; media_id: string; created_at: string }
  }
  const download = async (mediaId: string, headers: Record<string, string> = {}) =>
    kit.simulator.app.request(`/cgi-bin/media/get?media_id=${mediaId}&access_token=${await kit.token('contacts')}`, {
      headers,
    })
  return { ...kit, upload, download }
}

describe('media', () => {
  it('come back as they were, whole or in part, to either secret', async () => {
    const { upload, download } = kitWithFiles()
    const stored = await upload('file', pdf)
    expect(stored).toMatchObject({
      errcode: 0,
      errmsg: '',
      type: 'file',
      created_at: expect.stringMatching(/^\d{10}$/),
    })
    const whole = await download(stored.media_id)
    expect(whole.headers.get('content-type')).toBe('application/pdf')
    expect(whole.headers.get('content-disposition')).toBe(`attachment; filename="${stored.media_id}.pdf"`)
    expect(new Uint8Array(await whole.arrayBuffer())).toEqual(pdf)
    const part = await download(stored.media_id, { range: 'bytes=1-3' })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      `bytes 1-3/${pdf.length}`,
      'PDF',
    ])
  })

  it('are gone after three days; the refusal is JSON with 200', async () => {
    const { upload, download, clock } = kitWithFiles()
    const { media_id: mediaId } = await upload('image', png)
    clock.advance(3 * 24 * 3_600_000 + 1)
    const answer = await download(mediaId)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ errcode: 40007 })
    expect(await (await download('')).json()).toMatchObject({ errcode: 40007 })
  })

  it.each([
    ['an unknown type', 'movie', pdf, 40004],
    ['no file', 'file', null, 44001],
    ['an empty file', 'file', bytes(0), 44001],
    ['five bytes', 'file', bytes(5), 40006],
    ['a picture that is none', 'image', pdf, 40123],
    ['a voice that is none', 'voice', pdf, 40005],
    ['a picture above 10 MB', 'image', bytes(10 * 1024 * 1024 + 1, 0xff, 0xd8, 0xff), 45001],
  ])('%s is refused', async (_name, type, content, errcode) => {
    expect(await kitWithFiles().upload(type, content)).toMatchObject({ errcode })
  })

  it('go out as a message while they live', async () => {
    const kit = kitWithFiles()
    const { media_id: mediaId } = await kit.upload('file', pdf)
    const send = (media: string) =>
      kit.post('agent', 'message/send', {
        touser: 'zhang',
        msgtype: 'file',
        agentid: simulatorDefaults.agentId,
        file: { media_id: media },
      })
    expect(await send(mediaId)).toMatchObject({ errcode: 0 })
    expect(await send('media-unknown')).toMatchObject({ errcode: 40007 })
    expect(kit.effects().at(-1)).toMatchObject({ effect: 'message', msgtype: 'file', title: 'policy.pdf' })
  })
})
