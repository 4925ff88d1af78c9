import { afterEach, describe, expect, it } from 'vitest'
import { focusHeading } from './focus-heading.ts'

const settled = () => new Promise((resolve) => setTimeout(resolve))
afterEach(() => {
  document.body.innerHTML = ''
})

describe('the focus on a new page', () => {
  it('goes to the heading', () => {
    document.body.innerHTML = '<main><h1>我的申请</h1></main>'
    focusHeading()
    expect(document.activeElement?.textContent).toBe('我的申请')
  })

  it('waits in the frame of the page for a heading that comes with the data', async () => {
    document.body.innerHTML = '<main></main>'
    focusHeading()
    expect(document.activeElement?.localName).toBe('main')
    document.querySelector('main')?.insertAdjacentHTML('beforeend', '<h1>信息变更</h1>')
    await settled()
    expect(document.activeElement?.textContent).toBe('信息变更')
  })

  it('is not taken away from what somebody reached meanwhile', async () => {
    document.body.innerHTML = '<main><button>再试一次</button></main>'
    focusHeading()
    document.querySelector('button')?.focus()
    document.querySelector('main')?.insertAdjacentHTML('beforeend', '<h1>信息变更</h1>')
    await settled()
    expect(document.activeElement?.localName).toBe('button')
  })
})
