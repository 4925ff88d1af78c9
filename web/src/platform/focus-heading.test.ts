import { afterEach, describe, expect, it } from 'vitest'
import { focusHeading } from './focus-heading.ts'

const settled = () => new Promise((resolve) => setTimeout(resolve))
afterEach(() => {
  document.body.innerHTML = ''
})

describe('focusHeading', () => {
  it('focusHeading focuses the heading', () => {
    document.body.innerHTML = '<main><h1>我的申请</h1></main>'
    focusHeading()
    expect(document.activeElement?.textContent).toBe('我的申请')
  })

  it('without a heading the focus is on main until the heading appears', async () => {
    document.body.innerHTML = '<main></main>'
    focusHeading()
    expect(document.activeElement?.localName).toBe('main')
    document.querySelector('main')?.insertAdjacentHTML('beforeend', '<h1>信息变更</h1>')
    await settled()
    expect(document.activeElement?.textContent).toBe('信息变更')
  })

  it('a focus moved by the user is not taken away', async () => {
    document.body.innerHTML = '<main><button>再试一次</button></main>'
    focusHeading()
    document.querySelector('button')?.focus()
    document.querySelector('main')?.insertAdjacentHTML('beforeend', '<h1>信息变更</h1>')
    await settled()
    expect(document.activeElement?.localName).toBe('button')
  })
})
