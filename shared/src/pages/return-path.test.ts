import { expect, it } from 'vitest'
import { backPathOf, withBack } from './return-path.ts'
import { pagePaths } from './page-paths.ts'

it('backPathOf accepts form paths only', () => {
  const form = pagePaths.resubmission('req_01hx3k9q2m4n5p6r')
  expect(new URL(withBack('/policies/pol_1', form), 'http://x').searchParams.get('back')).toBe(form)
  expect([form, pagePaths.infoChange].map(backPathOf)).toEqual([form, pagePaths.infoChange])
  const forms = [
    `${pagePaths.infoChange}?for=guo%2Eji_1@x`,
    `${pagePaths.infoChange}?again=req_0sample1&field=position`,
  ]
  expect(forms.map(backPathOf)).toEqual(forms)
  const foreign = [
    '/requests/new/group?to=//evil.example',
    '/requests/new/group?',
    '//evil.example',
    'https://evil.example',
    '/requests/new/../../d/x',
    '/auth/login?to=//x',
    ['/'],
    undefined,
  ]
  expect(foreign.map(backPathOf)).toEqual(foreign.map(() => null))
})
