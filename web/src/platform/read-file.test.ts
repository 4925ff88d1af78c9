import { expect, it, onTestFinished, vi } from 'vitest'
import { readFile } from './read-file.ts'

it('a large picture is scaled down on a white background, since JPEG has no transparency', async () => {
  const steps: unknown[][] = []
  const context = {
    fillStyle: '',
    fillRect(...sides: number[]) {
      steps.push([this.fillStyle, ...sides])
    },
    drawImage(_image: unknown, ...sides: number[]) {
      steps.push(['image', ...sides])
    },
  }
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 4800, height: 2400, close: () => undefined }))
  const create = vi.spyOn(document, 'createElement').mockReturnValue({
    getContext: () => context,
    toBlob: (done: (blob: Blob) => void) => {
      done(new Blob(['small']))
    },
  } as unknown as HTMLElement)
  onTestFinished(() => {
    create.mockRestore()
    vi.unstubAllGlobals()
  })
  const picture = new File([new Uint8Array(2 * 1024 * 1024)], 'badge.png', { type: 'image/png' })
  expect(await readFile(picture)).toEqual({ name: 'badge.png', data: btoa('small') })
  expect(steps).toEqual([
    ['#fff', 0, 0, 2400, 1200],
    ['image', 0, 0, 2400, 1200],
  ])
})
