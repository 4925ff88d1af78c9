import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import OneTimeDownload from './OneTimeDownload.vue'

describe('OneTimeDownload', () => {
  it('a prepared download is a focused link', async () => {
    const props = {
      formats: [{ format: 'json', label: '做成 JSON' }],
      make: () => Promise.resolve('/d/once'),
      explain: () => '没办成',
      ready: '好了',
      download: '下载',
    }
    const part = mountUi(OneTimeDownload, { props })
    await part.get('button').trigger('click')
    await flushPromises()
    expect(part.get('a').attributes('href')).toBe('/d/once')
    expect(document.activeElement).toBe(part.get('a').element)
  })

  it('a download that takes long announces its progress until the file is complete', async () => {
    vi.useFakeTimers()
    const shares = [null, 0.4, 1]
    const polledPaths: string[] = []
    const props = {
      formats: [{ format: 'zip', label: '做成 ZIP' }],
      make: () => Promise.resolve('/d/once'),
      explain: () => '没办成',
      ready: '好了',
      download: '下载',
      progress: {
        isShown: () => true,
        ask: async (path: string) => {
          polledPaths.push(path)
          const share = shares.shift() ?? null
          return { share, isOver: share === 1 }
        },
        text: (share: number | null) => `进度 ${String(share)}`,
      },
    }
    const part = mountUi(OneTimeDownload, { props })
    await part.get('button').trigger('click')
    await flushPromises()
    expect(part.find('[role=status]').exists()).toBe(false)
    await part.get('a').trigger('click')
    const texts: string[] = []
    for (let second = 0; second < 5; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000)
      texts.push(part.get('[role=status]').text())
    }
    vi.useRealTimers()
    expect(texts).toEqual(['进度 null', '进度 0.4', '进度 1', '进度 1', '进度 1'])
    expect(polledPaths).toEqual(['/d/once', '/d/once', '/d/once'])
  })

  it('an answer about an earlier file does not count for the file that is followed now', async () => {
    vi.useFakeTimers()
    const polledPaths: string[] = []
    const props = {
      formats: ['a', 'b'].map((format) => ({ format, label: format })),
      make: (format: string) => Promise.resolve(`/d/${format}`),
      explain: () => '没办成',
      ready: '好了',
      download: '下载',
      progress: {
        isShown: () => true,
        ask: async (path: string) => {
          polledPaths.push(path)
          const isSlow = path === '/d/a'
          if (isSlow) await new Promise((resolve) => setTimeout(resolve, 1_500))
          return { share: 0.5, isOver: !isSlow }
        },
        text: () => '进度',
      },
    }
    const part = mountUi(OneTimeDownload, { props })
    for (const button of part.findAll('button')) {
      await button.trigger('click')
      await flushPromises()
      await part.get('a').trigger('click')
      await vi.advanceTimersByTimeAsync(1_000)
    }
    await vi.advanceTimersByTimeAsync(5_000)
    vi.useRealTimers()
    expect(polledPaths).toEqual(['/d/a', '/d/b'])
  })
})
