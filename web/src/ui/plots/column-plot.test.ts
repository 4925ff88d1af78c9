import { afterEach, describe, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import ColumnPlot from './ColumnPlot.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

it('ColumnPlot is one image; parts that are 0 are not drawn, and small parts stay visible', () => {
  const part = (key: string, value: number) => ({ key, value, fill: key })
  const plot = mountUi(ColumnPlot, {
    props: {
      label: '24 小时完成 402 件',
      columns: [
        { key: '10:00', parts: [part('once', 400), part('again', 0)] },
        { key: '10:30', parts: [part('once', 0), part('again', 1)] },
      ],
      ticks: [{ at: 0, label: '10:00' }],
    },
  })
  expect(plot.get('svg').attributes()).toMatchObject({ role: 'img', 'aria-label': '24 小时完成 402 件' })
  expect(plot.findAll('rect').map((rect) => [rect.classes()[0], rect.attributes('height')])).toEqual([
    ['once', '96'],
    ['again', '2'],
  ])
})

it('ColumnPlot leaves out a label that would touch the one before it, and ends a label at the edge', () => {
  const plot = mountUi(ColumnPlot, {
    props: {
      label: '3 天 6 条',
      columns: [1, 2, 3].map((value) => ({ key: String(value), parts: [{ key: 'a', value, fill: 'a' }] })),
      ticks: [
        { at: 0, label: '10:00' },
        { at: 0.1, label: '10:30' },
        { at: 2.9, label: '20:00' },
      ],
    },
  })
  expect(plot.findAll('text').map((text) => [text.text(), text.attributes('text-anchor')])).toEqual([
    ['10:00', 'start'],
    ['20:00', 'end'],
  ])
})

describe('ColumnPlot with a choice', () => {
  const choosing = () =>
    mountUi(ColumnPlot, {
      props: {
        label: '3 天 6 条',
        columns: [1, 2, 3].map((value) => ({ key: String(value), parts: [{ key: 'a', value, fill: 'a' }] })),
        ticks: [],
        chosen: 2,
        choice: { label: '逐天查看', describe: (index: number) => `第 ${String(index + 1)} 天` },
      },
    })

  it('arrow keys, Home and End move between the columns and announce them; Enter chooses one', async () => {
    const plot = choosing()
    const slider = plot.get('[role=slider]')
    const valueText = () => slider.attributes('aria-valuetext')
    const { 'aria-valuenow': now, 'aria-valuemax': most } = slider.attributes()
    expect([valueText(), now, most]).toEqual(['第 3 天', '3', '3'])
    await slider.trigger('keydown', { key: 'ArrowLeft' })
    expect(valueText()).toBe('第 2 天')
    await slider.trigger('keydown', { key: 'Home' })
    await slider.trigger('keydown', { key: 'ArrowLeft' })
    expect(valueText()).toBe('第 1 天')
    await slider.trigger('keydown', { key: 'Enter' })
    expect(plot.emitted('choose')).toEqual([[0, 0]])
  })

  it('a click chooses the column below the pointer', async () => {
    const plot = choosing()
    const frame = plot.element as HTMLElement
    frame.getBoundingClientRect = () => new DOMRect(0, 0, 300, 100)
    await plot.get('[role=slider]').trigger('click', { clientX: 150 })
    expect(plot.emitted('choose')).toEqual([[1, 1]])
  })

  it('one column at a time: neither Shift nor dragging marks several', async () => {
    const plot = choosing()
    const slider = plot.get('[role=slider]')
    await slider.trigger('keydown', { key: 'ArrowLeft', shiftKey: true })
    expect(slider.attributes('aria-valuetext')).toBe('第 2 天')
    plot.element.getBoundingClientRect = () => new DOMRect(0, 0, 300, 100)
    for (const [event, clientX] of [
      ['pointerdown', 50],
      ['pointermove', 250],
      ['pointerup', 250],
      ['click', 250],
    ] as const)
      await slider.trigger(event, { clientX, button: 0 })
    expect(plot.emitted('choose')).toEqual([[2, 2]])
  })
})

describe('ColumnPlot with a choice of ranges', () => {
  const choosing = (selected: [number, number] | null = null) => {
    const plot = mountUi(ColumnPlot, {
      props: {
        label: '5 天 5 条',
        columns: [1, 2, 3, 4, 5].map((day) => ({ key: String(day), parts: [{ key: 'a', value: 1, fill: 'a' }] })),
        ticks: [],
        chosen: 2,
        choice: {
          label: '逐天查看',
          describe: (index: number) => `第 ${String(index + 1)} 天`,
          range: {
            describe: (first: number, last: number) => `第 ${String(first + 1)}–${String(last + 1)} 天`,
            selected,
          },
        },
      },
    })
    const frame = plot.element as HTMLElement
    frame.getBoundingClientRect = () => new DOMRect(0, 0, 500, 100)
    const slider = plot.get('[role=slider]')
    slider.element.setPointerCapture = () => undefined
    return {
      plot,
      press: (key: string, shiftKey = false) => slider.trigger('keydown', { key, shiftKey }),
      point: (kind: string, clientX: number) => slider.trigger(kind, { clientX, button: 0, pointerId: 1 }),
      valueText: () => slider.attributes('aria-valuetext'),
    }
  }

  it('Shift with the keys marks columns and announces them, Enter chooses them, and Esc takes them back', async () => {
    const { plot, press, valueText } = choosing()
    await press('ArrowLeft', true)
    await press('ArrowLeft', true)
    expect(valueText()).toBe('第 1–3 天')
    await press('Escape')
    expect(valueText()).toBe('第 1 天')
    await press('End', true)
    await press('ArrowLeft', true)
    expect(valueText()).toBe('第 1–4 天')
    await press('Enter')
    await press('ArrowLeft')
    await press('Enter')
    expect(plot.emitted('choose')).toEqual([
      [0, 3],
      [2, 2],
    ])
  })

  it('marking at an end of the chosen range moves that end', async () => {
    const { plot, press, valueText } = choosing([1, 2])
    expect(plot.findAll('.column-end')).toHaveLength(2)
    await press('ArrowRight', true)
    expect(valueText()).toBe('第 2–4 天')
    // The chosen range gives way to the one that is being marked.
    expect(plot.find('.column-selected').exists()).toBe(false)
  })

  it('dragging to the left chooses the columns from left to right, and the click that follows chooses nothing', async () => {
    const { plot, point } = choosing()
    await point('pointerdown', 350)
    await point('pointermove', 250)
    await point('pointermove', 150)
    await point('pointerup', 150)
    await point('click', 150)
    // Pressed and released at one column, it is a click.
    await point('pointerdown', 450)
    await point('pointerup', 450)
    await point('click', 450)
    expect(plot.emitted('choose')).toEqual([
      [1, 3],
      [4, 4],
    ])
  })

  it.each([
    ['the loss of the focus', 'blur', {}],
    ['Esc', 'keydown', { key: 'Escape' }],
    ['an arrow key', 'keydown', { key: 'ArrowLeft' }],
  ])('a drag that is interrupted by %s chooses nothing, and the next click does', async (_cause, event, details) => {
    const { plot, point } = choosing()
    await point('pointerdown', 50)
    await point('pointermove', 250)
    await plot.get('[role=slider]').trigger(event, details)
    await point('pointermove', 350)
    await point('pointerup', 350)
    await point('click', 350)
    expect(plot.emitted('choose')).toBeUndefined()
    await point('pointerdown', 450)
    await point('pointerup', 450)
    await point('click', 450)
    expect(plot.emitted('choose')).toEqual([[4, 4]])
  })

  it('the pointer does not change what keys have marked, and a drag that the browser cancels chooses nothing', async () => {
    const { plot, press, point, valueText } = choosing()
    await press('ArrowRight', true)
    await point('pointermove', 50)
    expect(valueText()).toBe('第 3–4 天')
    await point('pointerdown', 50)
    await point('pointermove', 250)
    await point('pointercancel', 250)
    expect(valueText()).toBe('第 3 天')
    expect(plot.emitted('choose')).toBeUndefined()
  })
})

it('few columns are at most as wide as `widest`, and many share the width of the plot', () => {
  const columns = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ key: String(at), parts: [{ key: 'a', value: 1, fill: 'a' }] }))
  const widths = [2, 60].map((count) => {
    const plot = mountUi(ColumnPlot, { props: { label: '看了 2 条', columns: columns(count), ticks: [], widest: 24 } })
    return plot.get('rect').attributes('width')
  })
  expect(widths).toEqual(['21', '9'])
})

it('labels below the columns begin at the mark of their column, and end at the edge where they would be cut off', () => {
  const columns = Array.from({ length: 30 }, (_, at) => ({ key: String(at), parts: [] }))
  const ticks = [
    { at: 21, label: '3 月 9 日' },
    { at: 28, label: '3 月 16 日' },
  ]
  const plot = mountUi(ColumnPlot, { props: { label: '30 天 0 条', columns, ticks } })
  expect(plot.findAll('text').map((text) => [text.attributes('x'), text.attributes('text-anchor')])).toEqual([
    ['504', 'start'],
    ['720', 'end'],
  ])
  expect(plot.findAll('path').map((mark) => mark.attributes('d'))).toEqual(['M504 96v4', 'M672 96v4'])
})
