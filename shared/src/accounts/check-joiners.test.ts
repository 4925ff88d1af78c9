import { describe, expect, it } from 'vitest'
import { checkJoiners, type JoinerFacts } from './check-joiners.ts'
import { emptyJoiner, type JoinerRow } from './joiner-fields.ts'

const zhaoLei = { userid: 'zhaolei', name: '赵磊', leftOn: '2026-01-31' }
const limin = { userid: 'limin', name: '李敏', isPartner: false }
const facts: JoinerFacts = {
  today: '2026-03-20',
  departments: [
    { id: 2, name: '来料检验组', path: ['供应链', '来料检验组'] },
    { id: 3, name: '采购组', path: ['供应链', '采购组'] },
    { id: 4, name: '采购组', path: ['行政', '采购组'] },
    { id: 5, name: '一组', path: ['一组'] },
    { id: 6, name: '一组', path: ['一组'] },
  ],
  takenUserids: new Set(['wangfang', 'heming', 'zhaolei']),
  proposals: new Map([
    ['王芳', ['wangfang', 'wangfang2', 'wangfang3']],
    ['邱晨', ['qiuchen']],
    ['赵磊', ['zhaolei', 'zhaolei2']],
  ]),
  namesakes: new Map([['王芳', 2]]),
  openContacts: new Set(['13800001111']),
  sponsors: new Map([
    ['李敏', [limin, { userid: 'limin2', name: '李敏', isPartner: true }]],
    ['段志远', [{ userid: 'duan', name: '段志远', isPartner: true }]],
  ]),
  formerHolders: new Map([['zhaolei', zhaoLei]]),
  formerNamesakes: new Map([['赵磊', [zhaoLei]]]),
}
const valid = (no: number, changes: Partial<JoinerRow> = {}): JoinerRow => ({
  ...emptyJoiner(no),
  name: '邱晨',
  userid: `qiuchen${String(no)}`,
  mobile: `1330000${String(1000 + no)}`,
  department: '来料检验组',
  position: '检验员',
  startsOn: '2026-03-23',
  ...changes,
})
const check = (...rows: JoinerRow[]) => checkJoiners(rows, facts)
const faultsOf = (changes: Partial<JoinerRow>) => check(valid(1, changes))[0]?.faults

describe('checkJoiners', () => {
  it('a valid row has no fault, and a department, a path and a normalized number', () => {
    const [row] = check(
      valid(1, { mobile: '+86 138-1234 2046', startsOn: '3 月 23 日', department: '供应链 / 采购组' }),
    )
    expect(row).toMatchObject({ faults: [], departmentId: 3, departmentPath: ['供应链', '采购组'] })
    expect(row?.row).toMatchObject({ mobile: '13812342046', startsOn: '2026-03-23' })
  })

  it('a missing userid is derived from the name; two rows with the same name get different ones', () => {
    const rows = check(valid(1, { name: '王芳', userid: '' }), valid(2, { name: '王芳', userid: '' }))
    expect(rows.map(({ row, faults, notices }) => [row.userid, faults, notices])).toEqual([
      ['wangfang2', [], [{ code: 'namesake', count: 2 }]],
      ['wangfang3', [], [{ code: 'namesake', count: 2 }]],
    ])
  })

  it('a joiner with the name or the userid of a former member needs an answer to whether they are the same person', () => {
    const formerFault = { field: 'userid', code: 'former', former: [zhaoLei], suggestions: ['zhaolei2'] }
    const rowOf = (changes: Partial<JoinerRow>) => check(valid(1, { name: '赵磊', ...changes }))[0]
    expect(rowOf({ userid: '' })?.faults).toEqual([formerFault])
    expect(rowOf({ userid: 'ZhaoLei' })?.faults).toEqual([formerFault])
    expect(rowOf({ userid: 'zhaolei', returnAnswer: 'same' })).toMatchObject({
      faults: [],
      row: { returnAnswer: 'same' },
    })
    // Another person never gets the userid to which the receipts of the former one belong.
    expect(rowOf({ userid: 'zhaolei', returnAnswer: 'other' })?.faults).toEqual([formerFault])
    expect(rowOf({ userid: '', returnAnswer: 'other' })).toMatchObject({ faults: [], row: { userid: 'zhaolei2' } })
    expect(rowOf({ userid: 'zhaolei9', returnAnswer: 'other' })?.faults).toEqual([])
    // The same person keeps the former userid.
    expect(rowOf({ userid: 'zhaolei9', returnAnswer: 'same' })?.faults).toEqual([
      { ...formerFault, suggestions: ['zhaolei9'] },
    ])
    expect(faultsOf({ userid: 'heming', returnAnswer: 'same' })).toEqual([{ field: 'userid', code: 'taken' }])
  })

  it('only the first row of a batch can keep the account of a former member', () => {
    const returning = { name: '赵磊', userid: 'zhaolei', returnAnswer: 'same' } as const
    expect(check(valid(1, returning), valid(2, returning))[1]?.faults).toEqual([
      { field: 'userid', code: 'repeated', other: 1 },
    ])
  })

  it.each([
    ['a missing name', { name: '' }, [{ field: 'name', code: 'missing' }]],
    ['a name of 65 characters', { name: '长'.repeat(65) }, [{ field: 'name', code: 'too_long', count: 1 }]],
    ['a formula', { position: '=HYPERLINK("http://x")' }, [{ field: 'position', code: 'formula' }]],
    ['a used userid', { userid: 'HeMing' }, [{ field: 'userid', code: 'taken' }]],
    ['a userid in Chinese', { userid: '邱晨' }, [{ field: 'userid', code: 'format' }]],
    ['no number and no address', { mobile: '' }, [{ field: 'mobile', code: 'missing' }]],
    ['a number with two digits missing', { mobile: '137500412' }, [{ field: 'mobile', code: 'too_short', count: 2 }]],
    ['a number with letters', { mobile: '1375004a123' }, [{ field: 'mobile', code: 'format' }]],
    ['a number of an open entry', { mobile: '138 0000 1111' }, [{ field: 'mobile', code: 'open' }]],
    ['an address without a host', { email: 'x@y' }, [{ field: 'email', code: 'format' }]],
    ['an unknown department', { department: '质检' }, [{ field: 'department', code: 'unknown', suggestions: [] }]],
    [
      'a department like a known one',
      { department: '来料检验' },
      [{ field: 'department', code: 'unknown', suggestions: ['供应链/来料检验组'] }],
    ],
    [
      'a department name used twice',
      { department: '采购组' },
      [{ field: 'department', code: 'ambiguous', suggestions: ['供应链/采购组', '行政/采购组'] }],
    ],
    [
      'a department path used twice',
      { department: '一组' },
      [{ field: 'department', code: 'ambiguous', suggestions: ['一组#5', '一组#6'] }],
    ],
    [
      'the id of a department with another path',
      { department: '一组#3' },
      [{ field: 'department', code: 'unknown', suggestions: ['一组'] }],
    ],
    ['a past day', { startsOn: '2026-03-19' }, [{ field: 'startsOn', code: 'past' }]],
    ['no day', { startsOn: '下周一' }, [{ field: 'startsOn', code: 'format' }]],
    ['a day next year', { startsOn: '2027-03-20' }, [{ field: 'startsOn', code: 'too_far' }]],
    [
      'a partner without an end and with an unknown sponsor',
      { company: '外协公司', sponsor: '某人' },
      [
        { field: 'endsOn', code: 'missing' },
        { field: 'sponsor', code: 'unknown', suggestions: [] },
      ],
    ],
    [
      'a partner whose sponsor is a partner too',
      { company: '外协公司', sponsor: '段志远', endsOn: '2026-09-30' },
      [{ field: 'sponsor', code: 'partner', suggestions: [] }],
    ],
    [
      'a partner who ends before the start',
      { company: '外协公司', sponsor: '李敏', endsOn: '2026-03-22' },
      [{ field: 'endsOn', code: 'before_start' }],
    ],
  ] satisfies [string, Partial<JoinerRow>, object[]][])('%s is a fault of its field', (_name, changes, faults) => {
    expect(faultsOf(changes)).toEqual(faults)
  })

  it('one of several departments with the same path is named by its id', () => {
    const [row] = check(valid(1, { department: '一组 #6' }))
    expect(row).toMatchObject({ faults: [], departmentId: 6, departmentPath: ['一组'] })
  })

  it('repeated userids and numbers name the other line, and only the later row is faulty', () => {
    const [first, second] = check(valid(3), valid(9, { userid: 'QIUCHEN3', mobile: valid(3).mobile }))
    expect(first?.faults).toEqual([])
    expect(second?.faults).toEqual([
      { field: 'userid', code: 'repeated', other: 3 },
      { field: 'mobile', code: 'repeated', other: 3 },
    ])
  })

  it('a check of the checked rows changes nothing', () => {
    const rows = check(valid(1, { name: '王芳', userid: '', startsOn: '3/23' }), valid(2)).map(({ row }) => row)
    expect(check(...rows).map(({ row }) => row)).toEqual(rows)
  })

  // Comparing 2,000 names with 20,000 takes seconds.
  it('of 2,000 rows with unknown departments, only the first 100 names are compared with all departments', () => {
    const rows = Array.from({ length: 2000 }, (_, index) => valid(index + 1, { department: `质检${String(index)}` }))
    let reads = 0
    const departments = Array.from({ length: 20_000 }, (_, index) => ({
      id: index + 10,
      get name() {
        reads += 1
        return `部门${String(index)}`
      },
      path: [`部门${String(index)}`],
    }))
    const faults = checkJoiners(rows, { ...facts, departments }).flatMap((row) => row.faults)
    const suggested = faults.map(({ suggestions = [] }) => suggestions.length)
    expect([faults.length, suggested.slice(0, 100).includes(1), suggested.slice(100).includes(1)]).toEqual([
      2000,
      true,
      false,
    ])
    // Once for the index and once for the letters.
    expect(reads).toBe(2 * departments.length)
  })
})
