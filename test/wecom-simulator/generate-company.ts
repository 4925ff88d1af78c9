import { seededRandom } from './seeded-random.ts'
import type { Company, DepartmentSeed, MemberSeed } from './company.ts'

const MAX_DEPARTMENTS = 30_000
const MAX_LEVELS = 15
const MEMBERS_PER_DEPARTMENT = 40
/** Sub-departments of a department. */
const SUB_DEPARTMENTS = 6

const surnames = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤',
  '欧阳',
  '上官',
  '司马',
  '诸葛',
]
const givenNames = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国玲玉红梅文斌宇浩然子涵欣怡佳琪梓轩晨曦雨桐思远志远海燕晓峰晓东立新永康德福春兰秋菊冬雪若曦嘉豪俊熙雅婷诗涵婉清卓尔睿哲弘毅',
  '𠮷',
  '喆',
  '旻',
]
/** Names of ethnic minorities and foreigners. Two of a hundred members have one. */
const otherNames = [
  '阿依古丽·买买提',
  '努尔江·赛力克',
  'Maria Garcia',
  '扎西多吉',
  '巴特尔',
  '帕提古丽',
  "O'Brien Sean",
]
const kinds = ['事业部', '中心', '部', '处', '科', '组', '班']
const fields = [
  '制造',
  '研发',
  '质量',
  '采购',
  '物流',
  '销售',
  '客服',
  '财务',
  '人力',
  '信息',
  '法务',
  '设备',
  '工艺',
  '安全',
]
const places = ['华东', '华南', '华北', '西南', '华中', '东北', '西北', '深圳', '苏州', '成都', '武汉', '无锡']
const positions = ['工程师', '高级工程师', '专员', '主管', '操作工', '技术员', '班组长', '助理', '经理', '质检员']

type Random = () => number
const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)] as T

/** Lists departments: a chain down to the deepest level allowed, and a tree like that of a company. */
const departmentsFor = (count: number, random: Random): DepartmentSeed[] => {
  const levels = [1]
  const departments: DepartmentSeed[] = [{ id: 1, name: '规模集团', parentId: 0 }]
  for (let index = 1; index < count; index += 1) {
    const isInChain = index < MAX_LEVELS && count > MAX_LEVELS
    const preferred = isInChain ? index - 1 : Math.max(0, Math.floor((index - MAX_LEVELS) / SUB_DEPARTMENTS))
    // The last department of the chain cannot have sub-departments: one more level would be refused.
    const parent = (levels[preferred] ?? 1) < MAX_LEVELS ? preferred : 0
    const level = (levels[parent] ?? 1) + 1
    levels.push(level)
    const kind = kinds[Math.min(level - 2, kinds.length - 1)] ?? '组'
    departments.push({
      id: index + 1,
      name: `${pick(places, random)}${pick(fields, random)}${kind}${index}`,
      parentId: parent + 1,
    })
  }
  return departments
}

const nameOf = (random: Random): string => {
  if (random() < 0.02) return pick(otherNames, random)
  const first = pick(givenNames, random)
  return pick(surnames, random) + (random() < 0.25 ? first : first + pick(givenNames, random))
}

function* membersFor(size: number, departments: number, seed: number): Generator<MemberSeed> {
  const random = seededRandom(seed)
  for (let index = 0; index < size; index += 1) {
    const main = (index % departments) + 1
    // The first member of each department leads it. One member of fifty has a second department.
    const second = random() < 0.02 ? Math.floor(random() * departments) + 1 : main
    const status = random()
    yield {
      userid: `u${String(index + 1).padStart(7, '0')}`,
      name: nameOf(random),
      departments: second === main ? [main] : [main, second],
      position: pick(positions, random),
      mobile: `+999${String(index).padStart(9, '0')}`,
      email: '',
      ...(index < departments && { leads: [main] }),
      ...(status < 0.01 && { disabled: true }),
      ...(status > 0.97 && { notActivated: true }),
    }
  }
}

/**
 * Returns a realistic company of this size, the same for the same seed: up to 30,000 departments on up to
 * fifteen levels (doc 90205). Members are created during the iteration, so that they are in memory only once.
 */
export const realisticCompany = (size: number, seed = 1): Company => {
  const count = Math.min(MAX_DEPARTMENTS, Math.max(1, Math.ceil(size / MEMBERS_PER_DEPARTMENT)))
  const departments = departmentsFor(count, seededRandom(seed))
  return {
    name: '规模集团',
    departments,
    members: { [Symbol.iterator]: () => membersFor(size, departments.length, seed) },
    visibleDepartments: [1],
  }
}
